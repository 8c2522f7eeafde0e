using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Testing;

/// <summary>A real Alertmanager of Prometheus that tells nobody, with data of its own that go with it.</summary>
public sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("alertmanager-").FullName;
    private readonly HttpClient _client;
    private Process? _process;

    private AlertmanagerServer() => _client = new HttpClient { BaseAddress = Address };

    public int Port { get; } = FreePorts.Next();

    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");

    public static async Task<AlertmanagerServer> StartAsync()
    {
        var server = new AlertmanagerServer();
        await File.WriteAllTextAsync(
            Path.Combine(server._folder, "alertmanager.yml"),
            "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n");
        server._process = Process.Start(new ProcessStartInfo(
            Programs.Find("prometheus-alertmanager", "prometheus-alertmanager"),
            [
                $"--config.file={server._folder}/alertmanager.yml", $"--storage.path={server._folder}/data",
                $"--web.listen-address={server.Address.Authority}", "--cluster.listen-address=", "--log.level=error",
            ]));
        await Eventually.HoldsAsync(async () => await server.AlertsAsync() is not null, TimeSpan.FromSeconds(60));
        return server;
    }

    /// <returns>The alerts that it has and that are not over; null while it does not answer.</returns>
    public async Task<JsonElement[]?> AlertsAsync()
    {
        try
        {
            return await _client.GetFromJsonAsync<JsonElement[]>(
                "/api/v2/alerts", TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <returns>The silences that it has, also those that are over.</returns>
    public async Task<JsonElement[]> SilencesAsync() =>
        await _client.GetFromJsonAsync<JsonElement[]>("/api/v2/silences", TestContext.Current.CancellationToken) ?? [];

    public async ValueTask DisposeAsync()
    {
        if (_process is { } running)
        {
            running.Kill();
            await running.WaitForExitAsync();
            running.Dispose();
        }

        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
