using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Security;

public sealed class SecurityHeadersTests(PlainGateway gateway) : IClassFixture<PlainGateway>
{
    private static readonly (string Name, string Value)[] Expected =
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("X-XSS-Protection", "1; mode=block"),
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ("Content-Security-Policy", "default-src 'self'"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ];

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/users")]
    [InlineData("GET", "/nothing")]
    [InlineData("DELETE", "/")]
    [InlineData("GET", "/api//users")]
    [InlineData("GET", "/health")]
    [InlineData("GET", "/health/live")]
    public Task Every_reply_has_exactly_the_six_headers(string method, string address) =>
        HasHeadersAsync(method, address);

    [Fact]
    public async Task What_a_service_sent_is_overwritten_and_what_runs_there_is_not_told()
    {
        gateway.Users[0].Answer = context =>
        {
            context.Response.Headers["Content-Security-Policy"] = "default-src *";
            context.Response.Headers["X-Frame-Options"] = new(["ALLOWALL", "SAMEORIGIN"]);
            context.Response.Headers.Server = "nginx/1.0";
            context.Response.Headers["X-Powered-By"] = "PHP";
            return context.Response.WriteAsync("ok");
        };

        var response = await HasHeadersAsync("GET", "/api/users");

        Assert.False(response.Headers.Contains("X-Powered-By"));
    }

    [Fact]
    public async Task A_service_that_is_gone_is_no_exception()
    {
        await gateway.Sre.StopAsync();

        var response = await HasHeadersAsync("GET", "/sre/slos");

        Assert.True((int)response.StatusCode >= 502);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    private async Task<HttpResponseMessage> HasHeadersAsync(string method, string address)
    {
        var response = await gateway.Client.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), address), TestContext.Current.CancellationToken);

        Assert.All(Expected, header => Assert.Equal([header.Value], response.Headers.GetValues(header.Name)));
        Assert.False(response.Headers.Contains("Server"));
        return response;
    }
}
