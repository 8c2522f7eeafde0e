using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Results;
using Benchmarks.Rivals;
using Benchmarks.Subjects;

namespace Benchmarks.Scenarios;

internal static class GatewayAlone
{
    public static Scenario Scenario { get; } = new(
        "gateway", "The gateway alone",
        """
        In front of a backend with a prepared response, compared with YARP without any middleware and with nginx with
        the same headers, a rate limit and an access log. Latency is measured at half the gateway's own peak, with
        requests due at fixed times; system calls under strace, which slows everything down.
        """,
        DependsOnRows: false, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var proxies = await StartAsync(stage, cancellationToken);
        Contestant[] atPeak = [.. proxies.Select(Of)];
        var peak = await Contest.RunAsync(stage.Plan, cancellationToken, atPeak);
        var crowd = new Contestant("512 clients", Traffic.To(proxies[0], _ => Request, 512), proxies[0]);
        var crowded = await Contest.RunAsync(stage.Plan, cancellationToken, crowd);
        var half = peak.Of(atPeak[0], round => round.Rate) / 2;
        Contestant[] atHalf = [.. proxies.Select(proxy => Paced(proxy, half))];
        var paced = await Contest.RunAsync(stage.Plan, cancellationToken, atHalf);

        return
        [
            .. atPeak.Select(one => new Figure($"{one.Name}, requests/s", peak.Of(one, round => round.Rate))),
            .. atPeak.Select(one => new Figure($"{one.Name}, CPU µs/request", peak.Of(one, round => round.OwnCpu))),
            .. atHalf.Select(one => new Figure(
                $"{one.Name} at half the peak, p99 ms", paced.Of(one, round => round.P99))),
            .. atPeak.Skip(1).Select(rival => new Figure(
                $"CPU, gateway ÷ {rival.Name}", peak.Ratio(atPeak[0], rival, round => round.OwnCpu),
                MostCpu(rival.Name))),
            .. atHalf.Skip(1).Select(rival => new Figure(
                $"p99, gateway ÷ {rival.Name}", paced.Ratio(atHalf[0], rival, round => round.P99),
                MostLatency(rival.Name))),
            new(
                "gateway, allocated bytes/request", peak.Of(atPeak[0], round => round.OwnAllocated),
                Target.AtMost(4096)),
            new(
                "gateway, waits for a lock/request at 512 clients", crowded.Of(crowd, round => round.OwnContentions),
                Target.AtMost(0.01)),
            new(
                "gateway, throughput at 512 clients ÷ at 32",
                crowded.Of(crowd, round => round.Rate) / peak.Of(atPeak[0], round => round.Rate)),
            .. await SystemCallsAsync(stage.Plan, proxies, cancellationToken),
        ];
    }

    private static async Task<IReadOnlyList<Figure>> SystemCallsAsync(
        Plan plan, IReadOnlyList<Subject> proxies, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        foreach (var proxy in SystemCalls.Program is null ? [] : proxies.Take(2))
        {
            var calls = await SystemCalls.PerRequestAsync(
                proxy, Traffic.To(proxy, _ => Request), plan.Round, cancellationToken);
            figures.Add(new(
                $"{proxy.Name}, system calls/request", calls, figures.Count == 0 ? Target.AtMost(8) : null));
        }

        return figures;
    }

    /// <returns>The gateway first.</returns>
    private static async Task<List<Subject>> StartAsync(Stage stage, CancellationToken cancellationToken)
    {
        var backend = await stage.StartRivalAsync("backend", Rival.TrivialBackend, cancellationToken);
        List<Subject> proxies =
        [
            await stage.StartGatewayAsync(backend.Address, cancellationToken),
            await stage.StartRivalAsync("bare YARP", Rival.BareYarp, cancellationToken, backend.Address.ToString()),
        ];
        if (Nginx.Program is not null)
        {
            var nginx = await Nginx.StartAsync(backend.Address, stage.Folder, cancellationToken);
            proxies.Add(await stage.StartAsync(nginx, cancellationToken));
        }

        return proxies;
    }

    private static Target MostCpu(string rival) => Target.AtMost(rival == "nginx" ? 2.5 : 1.2);

    private static Target? MostLatency(string rival) => rival == "nginx" ? Target.AtMost(1.3) : null;

    private static Contestant Of(Subject proxy) => new(proxy.Name, Traffic.To(proxy, _ => Request), proxy);

    private static Contestant Paced(Subject proxy, double rate)
    {
        var clients = new OwnClients(proxy.Address, [Request], Plan.Clients, rate);
        return new(proxy.Name, clients.RunAsync, proxy);
    }

    private static string Request { get; } = HttpRequestText.Get("/api/users/7");
}
