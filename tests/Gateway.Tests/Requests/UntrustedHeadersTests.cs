using System.Diagnostics;
using Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace Gateway.Tests.Requests;

public sealed class UntrustedHeadersTests : IClassFixture<UntrustedHeadersTests.BehindLoadBalancer>
{
    private const string Key = "a key of the tests";

    private readonly BehindLoadBalancer _gateway;
    private HeaderDictionary _arrived = [];

    public UntrustedHeadersTests(BehindLoadBalancer gateway)
    {
        _gateway = gateway;
        _gateway.Users[0].Answer = context =>
        {
            _arrived = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            return Task.CompletedTask;
        };
    }

    [Theory]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Original-URL")]
    [InlineData("X-Rewrite-URL")]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("x-http-method")]
    [InlineData("X-Method-Override")]
    [InlineData("X-User")]
    [InlineData("X-User-Id")]
    [InlineData("X-USER-ROLE")]
    [InlineData("X-Auth-Request-Email")]
    [InlineData("X-Authenticated-User")]
    [InlineData("X-Remote-User")]
    [InlineData("Remote-User")]
    [InlineData("X-Evenkeel-Actor")]
    [InlineData("X-Forwarded-Prefix")]
    [InlineData("X-Forwarded-User")]
    [InlineData("X_Forwarded_For")]
    [InlineData("X-Traffic-Class")]
    [InlineData("X-Traffic-Key")]
    [InlineData("Proxy")]
    public async Task Headers_of_the_gateway_are_removed_from_requests(string name)
    {
        await SendAsync((name, "outside"));

        Assert.DoesNotContain("outside", _arrived.Values.Select(value => value.ToString()));
    }

    [Fact]
    public async Task Last_hop_before_a_trusted_proxy_is_the_client()
    {
        await SendAsync(("X-Forwarded-For", "203.0.113.9, 198.51.100.7"), ("X-Forwarded-Proto", "https"));

        Assert.Equal(
            ("198.51.100.7", "https"),
            (_arrived["X-Forwarded-For"].ToString(), _arrived["X-Forwarded-Proto"].ToString()));
    }

    [Fact]
    public async Task Hop_by_hop_header_is_not_forwarded()
    {
        await SendAsync(("Connection", "X-Hop"), ("X-Hop", "1"), ("X-Stays", "1"));

        Assert.Equal((false, true), (_arrived.ContainsKey("X-Hop"), _arrived.ContainsKey("X-Stays")));
    }

    [Fact]
    public async Task Request_id_cannot_be_declared_hop_by_hop()
    {
        await SendAsync(("Connection", "X-Request-Id"), ("X-Request-Id", "one.two-3"));

        Assert.Equal("one.two-3", _arrived["X-Request-Id"]);
    }

    [Fact]
    public async Task Gateway_makes_an_id_beside_that_of_the_client()
    {
        await SendAsync(
            ("Connection", "X-Evenkeel-Request-Id"), ("X-Evenkeel-Request-Id", "forged"), ("X-Request-Id", "mine-1"));

        Assert.Equal("mine-1", _arrived["X-Request-Id"]);
        Assert.Matches("^[0-9a-f]{32}$", _arrived["X-Evenkeel-Request-Id"].ToString());
    }

    [Fact]
    public async Task Trace_of_the_client_is_not_continued()
    {
        const string Theirs = "0af7651916cd43dd8448eb211c80319c";
        await SendAsync(("traceparent", $"00-{Theirs}-b7ad6b7169203331-01"), ("baggage", "a=b"));

        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", _arrived["traceparent"].ToString());
        Assert.DoesNotContain(Theirs, _arrived["traceparent"].ToString(), StringComparison.Ordinal);
        Assert.False(_arrived.ContainsKey("baggage"));
    }

    [Fact]
    public async Task Trace_of_the_client_is_linked()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseNewTraces();
        app.Run(_ => Task.CompletedTask);
        using var trace = new Activity("ours").Start();
        var context = new DefaultHttpContext();
        context.Request.Headers.TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        await app.Build()(context);

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(trace.Links).Context.TraceId.ToHexString());
    }

    [Fact]
    public async Task Traffic_class_is_forwarded_with_the_key_but_never_the_key()
    {
        await SendAsync(("X-Traffic-Class", "load-test"), ("X-Traffic-Key", Key));

        Assert.Equal("load-test", _arrived["X-Traffic-Class"]);
        Assert.False(_arrived.ContainsKey("X-Traffic-Key"));
        Assert.DoesNotContain(Key, _gateway.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Non_ascii_header_is_forwarded_unchanged()
    {
        var reply = await RawConnection.SendAsync(
            _gateway.Port,
            "GET /api/users HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Name: J\u00c3\u00bcrgen\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", reply, StringComparison.Ordinal);
        Assert.Equal("Jürgen", _arrived["X-Name"]);
    }

    private async Task SendAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users");
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        var response = await _gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>And with a collector, which need not answer, so that there are traces.</summary>
    public sealed class BehindLoadBalancer() : RunningGateway(
        1, ("Gateway:TrustedProxies:0", "127.0.0.0/8"), ("Traffic:Key", Key),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"));
}
