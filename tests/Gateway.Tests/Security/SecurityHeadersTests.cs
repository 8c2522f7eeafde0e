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
        (
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"),
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
    public Task Every_response_has_exactly_the_six_headers(string method, string address) =>
        HasHeadersAsync(method, address);

    [Fact]
    public async Task Headers_of_a_service_are_overwritten_and_its_server_is_hidden()
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
    public async Task Response_without_a_service_has_the_headers_too()
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
