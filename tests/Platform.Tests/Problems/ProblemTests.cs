using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Problems;

namespace Platform.Tests.Problems;

public sealed class ProblemTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Problem_has_the_documented_members_in_order()
    {
        await using var service = await TestService.StartAsync(app => app.MapGet("/fails", () =>
            new Problem(409, "Email already exists", "Somebody has it.")
            {
                Details = new Dictionary<string, string[]> { ["email"] = ["Taken."] },
            }));

        using var response = await service.Client.GetAsync("/fails", Cancellation);

        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(
            ["type", "title", "status", "detail", "instance", "request_id", "error", "details"],
            body.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("/docs#email-already-exists", body.RootElement.GetProperty("type").GetString());
        Assert.Equal("Taken.", body.RootElement.GetProperty("details").GetProperty("email")[0].GetString());
    }

    [Fact]
    public async Task Unexpected_exception_becomes_a_500_without_details()
    {
        await using var service = await TestService.StartAsync(app =>
            app.MapGet("/fails", string () => throw new InvalidOperationException("the secret reason")));

        using var response = await service.Client.GetAsync("/fails", Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Internal server error", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("at Platform", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expected_exception_becomes_its_problem()
    {
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/fails", string () => throw new TimeoutException()),
            builder => builder.Services.AddExceptionTranslation(
                error => error is TimeoutException ? KnownProblems.ServiceUnavailable : null));

        using var response = await service.Client.GetAsync("/fails", Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task Bare_status_gets_a_body_whatever_the_client_accepts(int status)
    {
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/bare", () => Results.StatusCode(status)));
        service.Client.DefaultRequestHeaders.Add("Accept", "image/png");

        using var response = await service.Client.GetAsync("/bare", Cancellation);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
