using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Platform.Requests;

namespace Gateway.Tests.RateLimits;

/// <summary>Three requests a client in ten minutes, behind a load balancer on this machine.</summary>
public sealed class LimitedGateway() : RunningGateway(
    1, ("RateLimits:Requests", "3"), ("RateLimits:Window", "00:10:00"), ("Gateway:TrustedProxies:0", "127.0.0.0/8"),
    ("Traffic:Key", "a key of the tests"));

public sealed class RateLimitsTests(LimitedGateway gateway) : IClassFixture<LimitedGateway>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Limited_client_gets_429_with_retry_after()
    {
        await UseUpAsync("192.0.2.1");

        var answer = await GetAsync("192.0.2.1");
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal("Too many requests", (string?)problem["error"]);
        Assert.Equal("100", answer.Headers.GetValues("Retry-After").Single());
        Assert.Equal("\"client\";q=3;w=600", answer.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal("\"client\";r=0;t=100", answer.Headers.GetValues("RateLimit").Single());
        Assert.True(answer.Headers.Contains("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Each_client_has_its_own_limit()
    {
        await UseUpAsync("192.0.2.2");

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("192.0.2.3")).StatusCode);
    }

    [Fact]
    public async Task Request_that_costs_more_than_the_limit_uses_all_of_it()
    {
        Assert.Equal(
            HttpStatusCode.OK, (await GetAsync("/sre/slos/success/replay", "192.0.2.8")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await GetAsync("192.0.2.8")).StatusCode);
    }

    [Fact]
    public async Task Limited_request_reaches_no_service()
    {
        await UseUpAsync("192.0.2.4");
        var before = gateway.Users[0].Requests;

        await GetAsync("192.0.2.4");

        Assert.Equal(before, gateway.Users[0].Requests);
    }

    [Fact]
    public async Task Probes_with_the_key_are_not_limited()
    {
        await UseUpAsync("192.0.2.5");

        var answer = await GetAsync(
            "192.0.2.5", ("X-Traffic-Class", "probe"), ("X-Traffic-Key", "a key of the tests"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Health_requests_are_not_limited()
    {
        await UseUpAsync("192.0.2.6");

        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/health/live", "192.0.2.6")).StatusCode);
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void Client_is_an_ipv4_address_or_an_ipv6_network(string address, string client) =>
        Assert.Equal(IPAddress.Parse(client), ClientKey.Of(IPAddress.Parse(address)));

    private async Task UseUpAsync(string client)
    {
        foreach (var number in Enumerable.Range(1, 3))
        {
            var answer = await GetAsync(client);
            Assert.True(answer.IsSuccessStatusCode, number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private Task<HttpResponseMessage> GetAsync(string client, params (string Name, string Value)[] headers) =>
        GetAsync("/api/users", client, headers);

    private async Task<HttpResponseMessage> GetAsync(
        string path, string client, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", client);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await gateway.Client.SendAsync(request, Cancellation);
    }
}
