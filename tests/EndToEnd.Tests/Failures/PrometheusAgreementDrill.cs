using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Local;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// Our slices, slices from what a real Prometheus read, and the samples that it stored, over the same minutes of the
/// same replicas, with restarts in between: the same indicators, to a thousandth.
/// </summary>
/// <remarks>
/// A minute, or ten in the long form, unless <c>AGREEMENT_MINUTES</c> is set. Traffic pauses around the minutes that
/// are compared and before a process is killed, so that no request lies between the last scrapes of one and of the
/// other: what is compared is arithmetic, not luck. Each series of Prometheus has grown before, because Prometheus does
/// not know what the first value of a series grew from.
/// </remarks>
public sealed class PrometheusAgreementDrill
{
    private const double Thousandth = 0.001;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(Drills.Choose(2, 5));
    private static readonly TimeSpan Quiet = 2.5 * Interval;
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(7.5);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly int Minutes = int.Parse(
        Environment.GetEnvironmentVariable("AGREEMENT_MINUTES") ?? Drills.Choose("1", "10"),
        CultureInfo.InvariantCulture);

    /// <summary>A busy machine needs more than the given minutes for so many requests.</summary>
    private static readonly int Enough = 100 * Minutes;

    private static readonly string[] Ends = Drills.Choose<string[]>(
        ["TERM users-2", "KILL users-2", "TERM gateway-1"],
        ["TERM users-2", "KILL users-1", "TERM gateway-1", "KILL users-2"]);

    private static readonly (string Objective, string Good, string Total)[] Indicators =
    [
        ("success",
            """http_server_request_duration_seconds_count{job="gateway",outcome="good"}""",
            """http_server_request_duration_seconds_count{job="gateway",outcome=~"good|bad"}"""),
        ("latency",
            """http_server_request_duration_seconds_bucket{job="gateway",outcome="good",reason="",le="0.2"}""",
            """http_server_request_duration_seconds_count{job="gateway",outcome="good",reason=""}"""),
        ("freshness",
            """users_reads_total{job="users-service",freshness="fresh"}""",
            """users_reads_total{job="users-service"}"""),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [DrillFact]
    public async Task Indicators_agree_with_Prometheus_across_restarts()
    {
        await using var system = await RunningSystem.StartAsync(
            Cancellation, restart: true, scrapeInterval: Interval);
        await using var prometheus = await PrometheusServer.StartAsync(
            Interval,
            [.. system.Topology.Replicas.Select(replica => (replica.Of.Name, replica.ManagementAddress.Authority))]);
        await using var second = await SecondReader.StartAsync(system, prometheus, Interval);
        await using var traffic = new Traffic(system.Gateway);
        await second.UntilWatchingAsync();
        await traffic.ForAsync(2 * Interval);
        await OutageAsync(system, traffic);

        await traffic.PauseAsync(Quiet);
        var from = await NextMinuteAsync();
        await traffic.PauseAsync(Quiet);
        await DisturbAsync(system, traffic, from);
        var until = from + (Minutes * Minute);
        var deadline = until + (5 * Minute);
        do
        {
            await traffic.ForAsync(until - (1.2 * Quiet) - TimeProvider.System.GetUtcNow());
            await traffic.PauseAsync(Quiet);
            until = await NextMinuteAsync();
            await traffic.PauseAsync(Quiet);
        }
        while (!await HasEnoughAsync(system.Gateway, from, until) && (until += Minute) <= deadline);

        foreach (var (objective, good, total) in Indicators)
        {
            var ours = await CountsAsync(system.Gateway, objective, from, until);
            var theirs = await CountsAsync(second.Client, objective, from, until);
            var stored = await StoredCountsAsync(prometheus, good, total, from, until);

            var all = $"{objective}: ours {ours}, through Prometheus {theirs}, stored there {stored}";
            TestContext.Current.TestOutputHelper?.WriteLine(all);
            Assert.True(ours.Total > Enough, all);
            Assert.True(Math.Abs(theirs.Ratio - ours.Ratio) <= Thousandth, all);
            Assert.True(Math.Abs(stored.Ratio - ours.Ratio) <= Thousandth, all);
        }
    }

    private static async Task<bool> HasEnoughAsync(HttpClient gateway, DateTimeOffset from, DateTimeOffset until)
    {
        var counts = await Task.WhenAll(
            Indicators.Select(one => CountsAsync(gateway, one.Objective, from, until)));
        return counts.All(one => one.Total > Enough);
    }

    private static async Task DisturbAsync(RunningSystem system, Traffic traffic, DateTimeOffset from)
    {
        await OutageAsync(system, traffic);
        foreach (var (index, end) in Ends.Index())
        {
            var at = from + (Minutes * Minute * (0.3 + (index * 0.6 / Ends.Length)));
            await traffic.ForAsync(at - Quiet - TimeProvider.System.GetUtcNow());
            await traffic.PauseAsync(Quiet);
            var name = end.Split(' ')[1];
            var isTerminated = end.StartsWith("TERM", StringComparison.Ordinal);
            await (isTerminated ? system.TerminateAsync(name) : system.KillAsync(name));
            await Eventually.HoldsAsync(() => system.IsReadyAsync(name), Minute);
        }
    }

    /// <summary>Reads become stale and writes fail.</summary>
    private static async Task OutageAsync(RunningSystem system, Traffic traffic)
    {
        await system.Postgres.StopAsync();
        await traffic.ForAsync(Outage);
        await system.Postgres.StartAgainAsync(Cancellation);
        await traffic.ForAsync(Interval);
    }

    private static async Task<DateTimeOffset> NextMinuteAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var next = new DateTimeOffset(now.Ticks - (now.Ticks % Minute.Ticks) + Minute.Ticks, TimeSpan.Zero);
        await Task.Delay(next - now, Cancellation);
        return next;
    }

    private static async Task<Counts> CountsAsync(
        HttpClient sre, string objective, DateTimeOffset from, DateTimeOffset until)
    {
        var answer = await sre.GetFromJsonAsync<JsonElement>(
            $"/sre/slos/{objective}/slices?from={from:yyyy-MM-ddTHH:mm:ssZ}&until={until:yyyy-MM-ddTHH:mm:ssZ}",
            Cancellation);
        var slices = answer.GetProperty("slices").EnumerateArray().ToArray();
        return new(
            slices.Sum(slice => slice.GetProperty("good").GetInt64()),
            slices.Sum(slice => slice.GetProperty("total").GetInt64()));
    }

    /// <summary>From the raw samples, because <c>increase()</c> extrapolates to the ends of the range.</summary>
    private static async Task<Counts> StoredCountsAsync(
        PrometheusServer prometheus, string good, string total, DateTimeOffset from, DateTimeOffset until)
    {
        using var client = new HttpClient { BaseAddress = prometheus.Address };
        var starts = (await SeriesAsync("process_start_time_seconds"))
            .ToLookup(InstanceOf)
            .ToDictionary(all => all.Key, all => all.SelectMany(Samples).ToDictionary(
                sample => sample.At, sample => sample.Value));
        return new(await GrownAsync(good), await GrownAsync(total));

        async Task<long> GrownAsync(string name) =>
            (await SeriesAsync(name)).Sum(series => Grown([.. Samples(series)], starts[InstanceOf(series)]));

        async Task<JsonElement[]> SeriesAsync(string name)
        {
            var query = $"{name}[{(until - from + Interval).TotalSeconds:0}s]";
            var answer = await client.GetFromJsonAsync<JsonElement>(
                $"/api/v1/query?time={until.ToUnixTimeSeconds()}&query={Uri.EscapeDataString(query)}", Cancellation);
            return [.. answer.GetProperty("data").GetProperty("result").EnumerateArray()];
        }
    }

    private static string InstanceOf(JsonElement series) =>
        series.GetProperty("metric").GetProperty("instance").GetString()!;

    private static IEnumerable<(double At, double Value)> Samples(JsonElement series) =>
        series.GetProperty("values").EnumerateArray().Select(sample =>
            (sample[0].GetDouble(), double.Parse(sample[1].GetString()!, CultureInfo.InvariantCulture)));

    /// <summary>A process that started after the sample before began with nothing.</summary>
    /// <param name="starts">When the process of each scrape started.</param>
    private static long Grown((double At, double Value)[] samples, Dictionary<double, double> starts) =>
        samples.Zip(samples.Skip(1), (before, after) =>
            (long)(starts[before.At] == starts[after.At] ? after.Value - before.Value : after.Value)).Sum();

    private sealed record Counts(long Good, long Total)
    {
        public double Ratio => (double)Good / Total;
    }

    /// <summary>Users of all kinds: reading, writing, asking for what there is not.</summary>
    private sealed class Traffic(HttpClient gateway) : IAsyncDisposable
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(Drills.Choose(30, 80));

        private readonly List<Task> _sent = [];
        private int _number;

        public async Task ForAsync(TimeSpan time)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (TimeProvider.System.GetElapsedTime(started) < time)
            {
                _sent.Add(SendAsync(_number++));
                await Task.Delay(Pause, Cancellation);
            }

            await DisposeAsync();
        }

        public async Task PauseAsync(TimeSpan time)
        {
            await DisposeAsync();
            await Task.Delay(time, Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            await Task.WhenAll(_sent);
            _sent.Clear();
        }

        private async Task SendAsync(int number)
        {
            try
            {
                using var answer = (number % 5) switch
                {
                    0 => await gateway.PostAsJsonAsync(
                        "/api/users", new { name = "Agreeing", email = $"agreeing{number}@example.org" }, Cancellation),
                    1 => await gateway.GetAsync("/api/users/999999", Cancellation),
                    2 => await gateway.GetAsync("/nothing", Cancellation),
                    3 => await gateway.GetAsync("/api/users?limit=5", Cancellation),
                    _ => await gateway.GetAsync("/api/users/1", Cancellation),
                };
            }
            catch (HttpRequestException)
            {
                // The gateway is restarting and does not count this request.
            }
        }
    }

    /// <summary>An sre-service that reads nothing but that Prometheus, with a database of its own.</summary>
    private sealed class SecondReader : IAsyncDisposable
    {
        private readonly Process _process;

        private SecondReader(Process process, int port)
        {
            _process = process;
            Client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") };
        }

        public HttpClient Client { get; }

        public static async Task<SecondReader> StartAsync(
            RunningSystem system, PrometheusServer prometheus, TimeSpan interval)
        {
            await system.Postgres.ExecuteAsync("create database second_reader");
            var database = system.Postgres.ConnectionString("second_reader");
            var migrations = await MigrationStep.RunAsync("SreService", "Sre", new(database, database));
            Assert.Equal(0, migrations.ExitCode);
            var (port, management) = (FreePorts.Next(), FreePorts.Next());
            var start = new ProcessStartInfo(Checkout.Program("SreService"))
            {
                WorkingDirectory = Path.Combine(Checkout.Root, "sre-service"),
                RedirectStandardOutput = true,
            };
            (string Key, string Value)[] settings =
            [
                ("ASPNETCORE_ENVIRONMENT", "Production"), ("Service__BindAddress", "localhost"),
                ("Service__Port", $"{port}"), ("Service__ManagementPort", $"{management}"),
                ("Service__DrainDelay", "00:00:00"),
                ("ConnectionStrings__Sre", database),
                ("Scraping__Source", "Prometheus"), ("Scraping__Prometheus", $"{prometheus.Address}"),
                ("Scraping__Interval", interval.ToString()), ("Scraping__Timeout", (interval / 2).ToString()),
            ];
            foreach (var (key, value) in settings)
            {
                start.Environment[key] = value;
            }

            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            return new SecondReader(process, port);
        }

        /// <summary>Waits until it sees every service.</summary>
        public Task<TimeSpan> UntilWatchingAsync() => Eventually.HoldsAsync(IsWatchingAsync, 2 * Minute);

        private async Task<bool> IsWatchingAsync()
        {
            try
            {
                var health = await Client.GetFromJsonAsync<JsonElement>("/sre/health", Cancellation);
                var components = health.GetProperty("components");
                return ((string[])["gateway", "users-service"]).All(
                    service => components.GetProperty(service).GetProperty("status").GetString() == "HEALTHY");
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
    }
}
