using System.Diagnostics;
using System.Globalization;

namespace Testing;

/// <summary>A real Prometheus that reads what the test says, with data of its own that go with it.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prometheus-").FullName;
    private Process? _process;

    public int Port { get; } = FreePorts.Next();

    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");

    /// <param name="interval">How often it reads.</param>
    /// <param name="targets">Job and address (host and port) of each target.</param>
    public static async Task<PrometheusServer> StartAsync(
        TimeSpan interval, params IReadOnlyCollection<(string Job, string Address)> targets)
    {
        var server = new PrometheusServer();
        await File.WriteAllTextAsync(Path.Combine(server._folder, "prometheus.yml"), Configuration(interval, targets));
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it again with the data that it has.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(
            Programs.Find("prometheus", "prometheus"),
            [
                $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data",
                $"--web.listen-address={Address.Authority}", "--log.level=error",
            ]);
        _process = Process.Start(start);
        using var client = new HttpClient { BaseAddress = Address };
        await Eventually.HoldsAsync(() => IsReadyAsync(client), TimeSpan.FromSeconds(60));
    }

    /// <summary>Ends it, and leaves its data.</summary>
    public async Task StopAsync()
    {
        if (_process is { } running)
        {
            _process = null;
            running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration(
        TimeSpan interval, IReadOnlyCollection<(string Job, string Address)> targets) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        global:
          scrape_interval: {interval.TotalMilliseconds}ms
          scrape_timeout: {interval.TotalMilliseconds}ms
        scrape_configs:
        {string.Join('\n', targets.GroupBy(target => target.Job, target => target.Address).Select(Job))}
        """);

    private static string Job(IGrouping<string, string> job) =>
        $"""
          - job_name: {job.Key}
            static_configs:
              - targets: [{string.Join(", ", job.Select(address => $"'{address}'"))}]
        """;

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync(
                new Uri("/-/ready", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
