using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Testing;

namespace Gateway.Tests.Clients;

/// <summary>Who asked for what, in the gateway's own metrics.</summary>
public sealed partial class ClientMeterTests(ClientMeterTests.KnowingItsClients gateway)
    : IClassFixture<ClientMeterTests.KnowingItsClients>
{
    [Fact]
    public async Task Requests_are_counted_by_route_outcome_and_client()
    {
        gateway.Users[0].Answer = Status(200);
        await SendAsync("/api/users", "curl/8");
        await SendAsync("/api/users/7", "acme/1");
        await SendAsync("/nothing", null);
        gateway.Users[0].Answer = Status(500);
        await SendAsync("/api/users", "curl/8");

        // No use of it: of operators, for health, and of a probe.
        gateway.Sre.Answer = Status(200);
        await SendAsync("/sre/health", "curl/8");
        await SendAsync("/health", "curl/8");
        await SendAsync("/api/users", "curl/8", ("X-Traffic-Class", "probe"), ("X-Traffic-Key", KnowingItsClients.Key));

        await Eventually.EqualAsync(
            "acme /api/users/{**rest} good 1, curl /api/users/{**rest} bad 1, "
                + "curl /api/users/{**rest} good 1, none  good 1",
            CountedAsync);
    }

    private async Task SendAsync(string path, string? userAgent, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (userAgent is not null)
        {
            request.Headers.UserAgent.ParseAdd(userAgent);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async Task<string> CountedAsync() => string.Join(
        ", ",
        Counted().Matches(await gateway.ManagementAsync("/metrics"))
            .Select(line => string.Join(' ', line.Groups.Values.Skip(1)))
            .Order(StringComparer.Ordinal));

    private static RequestDelegate Status(int status) => context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    [GeneratedRegex(
        """^gateway_client_requests_total\{(?:otel_scope_name="[^"]*",)?client="([^"]*)","""
            + """http_route="([^"]*)",outcome="([^"]*)"\} (\d+)""",
        RegexOptions.Multiline)]
    private static partial Regex Counted();

    public sealed class KnowingItsClients() : RunningGateway(1, ("Traffic:Key", Key), ("Clients:Names:0", "acme"))
    {
        public const string Key = "a key of the tests";
    }
}
