using System.Net;
using Platform.Requests;

namespace Platform.Tests.Requests;

public sealed class AllowedHostsTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("users-service", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("[::1]", true)]
    [InlineData("", true)]
    [InlineData("users.example.org", true)]
    [InlineData("USERS.example.org", true)]
    [InlineData("a.evenkeel.internal", true)]
    [InlineData("evenkeel.internal", false)]
    [InlineData("aevenkeel.internal", false)]
    [InlineData("example.org", false)]
    [InlineData("users.example.org.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("localhost.", false)]
    public void Only_names_that_nobody_else_can_have_are_allowed(string host, bool allowed) => Assert.Equal(
        allowed, AllowedHosts.IsAllowed(host, ["users.example.org", "*.evenkeel.internal"]));

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/internal/info")]
    public async Task Management_port_answers_no_foreign_name(string path)
    {
        await using var service = await TestService.StartAsync(settings: ("Service:AllowedHosts:0", "own.example"));

        Assert.Equal(HttpStatusCode.MisdirectedRequest, await AskAsync(service.Management, path, "rebound.example"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await AskAsync(service.Management, path, "xn--a"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service.Management, path, "own.example"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(service.Management, path, "sre-service:9090"));
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
