using System.Net;

namespace Gateway.Tests.Requests;

/// <summary>A load balancer that calls the gateway by a name of its own, and a stranger who claims to be one.</summary>
public sealed class TrustedProxiesTests(TrustedProxiesTests.BehindLoadBalancer gateway)
    : IClassFixture<TrustedProxiesTests.BehindLoadBalancer>
{
    private const string LoadBalancer = "127.0.0.9";
    private const string Stranger = "127.0.0.2";
    private const string Public = "users.example.org";
    private const string Other = "evil.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LoadBalancer, Public, HttpStatusCode.OK)]
    [InlineData(LoadBalancer, "127.0.0.1, users.example.org", HttpStatusCode.OK)]
    [InlineData(LoadBalancer, "users.example.org, 127.0.0.1", HttpStatusCode.Forbidden)]
    [InlineData(LoadBalancer, null, HttpStatusCode.Forbidden)]
    [InlineData(Stranger, Public, HttpStatusCode.Forbidden)]
    public async Task Change_by_a_page_of_the_public_name_is_accepted_if_a_trusted_proxy_names_it(
        string peer, string? forwarded, HttpStatusCode status)
    {
        var (answered, _) = await PostAsync(peer, "gateway", forwarded);

        Assert.Equal(status, answered);
    }

    [Theory]
    [InlineData(LoadBalancer, Public, Public)]
    [InlineData(Stranger, Other, "gateway")]
    public async Task Services_learn_the_host_that_the_browser_sees(string peer, string forwarded, string host)
    {
        var (status, seen) = await PostAsync(peer, "gateway", forwarded, origin: $"https://{host}");

        Assert.Equal((HttpStatusCode.OK, host), (status, seen));
    }

    [Theory]
    [InlineData("xn--a")]
    [InlineData("users.example.org, xn--a")]
    [InlineData("users.example.org/path")]
    public async Task Forwarded_host_that_is_no_name_is_ignored(string forwarded)
    {
        var (status, host) = await PostAsync(LoadBalancer, "gateway", forwarded, origin: "http://gateway");

        Assert.Equal((HttpStatusCode.OK, "gateway"), (status, host));
    }

    [Theory]
    [InlineData("gateway", Other)]
    [InlineData(Other, Public)]
    [InlineData(Other, "localhost")]
    public async Task Other_name_is_refused_before_and_behind_the_proxy(string host, string forwarded)
    {
        var (status, _) = await PostAsync(LoadBalancer, host, forwarded);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, status);
    }

    /// <returns>The status, and the host of which the service was told.</returns>
    private async Task<(HttpStatusCode Status, string? Host)> PostAsync(
        string peer, string host, string? forwarded, string origin = "https://" + Public)
    {
        string? seen = null;
        gateway.Users[0].Answer = context =>
        {
            seen = context.Request.Headers["X-Forwarded-Host"];
            return Task.CompletedTask;
        };
        using var client = gateway.ClientAt(peer);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/users/1/restore");
        request.Headers.Host = host;
        request.Headers.Add("Origin", origin);
        if (forwarded is not null)
        {
            request.Headers.Add("X-Forwarded-Host", forwarded);
        }

        using var response = await client.SendAsync(request, Cancellation);
        return (response.StatusCode, seen);
    }

    public sealed class BehindLoadBalancer() : RunningGateway(
        1, ("Gateway:TrustedProxies:0", $"{LoadBalancer}/32"), ("Service:AllowedHosts:0", Public));
}
