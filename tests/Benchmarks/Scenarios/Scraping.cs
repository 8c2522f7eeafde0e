using System.Globalization;
using System.Text.Json;
using Benchmarks.Results;
using Benchmarks.Rivals;
using Benchmarks.Subjects;

namespace Benchmarks.Scenarios;

internal static class Scraping
{
    /// <summary>An hour of scrapes every 15 s.</summary>
    private const int RoundsOfAnHour = 240;

    public static Scenario Scenario { get; } = new(
        "scraping", "Scraping replicas",
        $"""
        sre-service as it is shipped scrapes simulated replicas with {ReplicaSimulator.Series} series each, for as many
        rounds as an hour has at an interval of 15 s, only faster. Processor time is that of sre-service for a whole
        evaluation round: scraping, parsing, counting, evaluating, writing. Memory is the highest private memory in the
        last quarter of the hour, compared with the second quarter.
        """,
        DependsOnRows: false, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        (int Replicas, TimeSpan Interval)[] sizes = stage.Plan.Quick
            ? [(20, TimeSpan.FromSeconds(1)), (50, TimeSpan.FromSeconds(1))]
            : [(200, TimeSpan.FromSeconds(1)), (1000, TimeSpan.FromSeconds(2))];
        var figures = new List<Figure>();
        foreach (var (replicas, interval) in sizes)
        {
            figures.AddRange(await MeasureAsync(stage, replicas, interval, cancellationToken));
        }

        return figures;
    }

    private static async Task<Figure[]> MeasureAsync(
        Stage stage, int replicas, TimeSpan interval, CancellationToken cancellationToken)
    {
        await using var simulator = Rival.Start($"{replicas} replicas", Rival.ReplicaSimulator);
        await simulator.AnswersAsync(Rival.Ready, cancellationToken);
        await using var sre = ServiceProgram.Built("sre-service")
            .Start("sre-service", Settings(stage, replicas, interval, simulator.Address.Port));
        await sre.AnswersAsync(Rival.Ready, cancellationToken);
        await AllAreReadAsync(sre, replicas, cancellationToken);

        var rounds = stage.Plan.Quick ? 4 : RoundsOfAnHour;
        var memory = new List<long>();
        var cpu = sre.CpuTime;
        using var timer = new PeriodicTimer(interval);
        while (memory.Count < rounds)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            memory.Add(sre.PrivateMemory);
        }

        cpu = sre.CpuTime - cpu;
        var (second, last) = (memory.Skip(rounds / 4).Take(rounds / 4).Max(), memory.TakeLast(rounds / 4).Max());
        return
        [
            new(
                $"{replicas} replicas, CPU s/round", cpu.TotalSeconds / rounds,
                replicas == 200 ? Target.AtMost(1) : null),
            new($"{replicas} replicas, memory in MB", last / 1e6),
            new($"{replicas} replicas, memory, last ÷ second quarter", (double)last / second, Target.AtMost(1.1)),
        ];
    }

    /// <exception cref="BrokenScenarioException">Some cannot be read.</exception>
    private static async Task AllAreReadAsync(Subject sre, int replicas, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = sre.Address };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        var read = 0;
        try
        {
            while (read < replicas)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), patience.Token);
                read = Read(await client.GetFromJsonAsync<JsonElement>("/sre/health", patience.Token));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrokenScenarioException($"{read} of {replicas} replicas are read.");
        }
    }

    private static int Read(JsonElement health) =>
        health.GetProperty("components").GetProperty("users-service").GetProperty("replicas").EnumerateArray()
            .Count(replica => replica.GetProperty("last_seen").ValueKind != JsonValueKind.Null);

    private static Dictionary<string, string> Settings(Stage stage, int replicas, TimeSpan interval, int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Sre"] = stage.Database,
            ["Scraping__Interval"] = interval.ToString(),
            ["Scraping__Timeout"] = (interval * 0.9).ToString(),
        };
        for (var replica = 0; replica < replicas; replica++)
        {
            var target = string.Create(CultureInfo.InvariantCulture, $"Scraping__Targets__{replica}");
            settings[$"{target}__Service"] = "users-service";
            settings[$"{target}__Address"] = ReplicaSimulator.AddressOf(replica, port).ToString();
        }

        return settings;
    }
}
