using System.Net;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Database;
using Platform.Secrets;
using Testing;

namespace Platform.Tests.Secrets;

public sealed class SecretReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secret_file_is_read_each_time_without_its_line_break()
    {
        var secrets = new FileSecrets(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "password"), "first\n", Cancellation);
        var before = await secrets.ReadAsync("password", Cancellation);

        await File.WriteAllTextAsync(Path.Combine(_folder, "password"), "second\n", Cancellation);

        Assert.Equal(("first", "second"), (before, await secrets.ReadAsync("password", Cancellation)));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/hostname")]
    [InlineData("absent")]
    public async Task File_outside_the_folder_is_no_secret(string name)
    {
        var error = await Assert.ThrowsAsync<SecretNotFoundException>(
            async () => await new FileSecrets(_folder).ReadAsync(name, Cancellation));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_environment_variable_is_named()
    {
        var secrets = new EnvironmentSecrets();

        var error = await Assert.ThrowsAsync<SecretNotFoundException>(
            async () => await secrets.ReadAsync("EVENKEEL_ABSENT", Cancellation));

        Assert.Contains("EVENKEEL_ABSENT", error.Message, StringComparison.Ordinal);
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), await secrets.ReadAsync("PATH", Cancellation));
    }

    [Fact]
    public async Task Secrets_Manager_is_read_through_Systems_Manager()
    {
        string? asked = null;
        await using var endpoint = await StartEndpointAsync(async context =>
        {
            using var request = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: Cancellation);
            asked = $"{request.RootElement.GetProperty("Name")} {request.RootElement.GetProperty("WithDecryption")}";
            await context.Response.WriteAsync("""{"Parameter":{"Name":"x","Value":"from the store"}}""", Cancellation);
        });
        using var client = ClientOf(endpoint);

        var secret = await new AwsSecrets(client).ReadAsync("evenkeel/users", Cancellation);

        Assert.Equal("from the store", secret);
        Assert.Equal("/aws/reference/secretsmanager/evenkeel/users True", asked);
    }

    [Fact]
    public async Task Missing_secret_of_Secrets_Manager_is_named()
    {
        await using var endpoint = await StartEndpointAsync(async context =>
        {
            context.Response.StatusCode = (int)HttpStatusCode.BadRequest;
            await context.Response.WriteAsync("""{"__type":"ParameterNotFound"}""", Cancellation);
        });
        using var client = ClientOf(endpoint);

        var error = await Assert.ThrowsAsync<SecretNotFoundException>(
            async () => await new AwsSecrets(client).ReadAsync("evenkeel/users", Cancellation));

        Assert.Contains("evenkeel/users", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("""{"username":"users","password":"p\"w"}""", "p\"w")]
    public void Password_is_the_text_or_its_json_member(string secret, string password) =>
        Assert.Equal(password, PostgresConnection.PasswordOf(secret));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<WebApplication> StartEndpointAsync(RequestDelegate answer)
    {
        var app = WebApplication.CreateSlimBuilder().Build();
        app.Urls.Add($"http://127.0.0.1:{FreePorts.Next()}");
        app.Run(answer);
        await app.StartAsync(Cancellation);
        return app;
    }

    private static AmazonSimpleSystemsManagementClient ClientOf(WebApplication endpoint) => new(
        new BasicAWSCredentials("id", "key"),
        new AmazonSimpleSystemsManagementConfig { ServiceURL = endpoint.Urls.Single(), MaxErrorRetry = 0 });
}
