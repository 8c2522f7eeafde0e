using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Testing;

namespace Gateway.Tests;

/// <summary>One replica of each service, and settings as shipped.</summary>
public sealed class PlainGateway() : RunningGateway(1);

/// <summary>
/// The gateway as a process of its own on real sockets (its metrics are those of its process), with backends of the
/// test's own in front of which it stands.
/// </summary>
public abstract class RunningGateway(int users, params (string Key, string Value)[] settings) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _log = [];
    private readonly int _managementPort = FreePorts.Next();
    private readonly HttpClient _management = new();
    private Process? _process;

    public int Port { get; } = FreePorts.Next();

    public Backend[] Users { get; private set; } = [];

    public Backend Sre { get; private set; } = null!;

    public Backend Web { get; private set; } = null!;

    /// <summary>Every header that it gets goes out, and no redirect is followed.</summary>
    public HttpClient Client { get; private set; } = null!;

    public string Log => string.Join('\n', _log);

    public async ValueTask InitializeAsync()
    {
        Users = await Task.WhenAll(Enumerable.Range(0, users).Select(_ => Backend.StartAsync()));
        Sre = await Backend.StartAsync();
        Web = await Backend.StartAsync();
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new($"http://127.0.0.1:{Port}"),
        };
        _process = Start([.. Addresses(), .. settings], _log.Enqueue);
        await Eventually.EqualAsync(true, AnswersAsync);
        await Eventually.EqualAsync(users + 2, async () => (await HealthyAsync()).Count());
    }

    /// <param name="address">Of this machine, for example <c>127.0.0.2</c>: the client's for the gateway.</param>
    /// <returns>A client that keeps its connections.</returns>
    public HttpClient ClientAt(string address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new($"http://127.0.0.1:{Port}"),
    };

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await EndAsync(_process);
        }

        _management.Dispose();
        Client.Dispose();
        foreach (var backend in Users.Append(Sre).Append(Web))
        {
            await backend.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the gateway's program with these settings alone.</summary>
    public static Process Start(IEnumerable<(string Key, string Value)> settings, Action<string> output)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Gateway"))
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => output(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => output(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Ends it as an orchestrator does, so that it can write the lines that were covered.</summary>
    private static async Task EndAsync(Process process)
    {
        using (process)
        {
            using var terminate = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await terminate.WaitForExitAsync();
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }
    }

    public Task<string> ManagementAsync(string path) =>
        _management.GetStringAsync(
            new Uri($"http://127.0.0.1:{_managementPort}{path}"), TestContext.Current.CancellationToken);

    /// <summary>Posts to the management port.</summary>
    public async Task<HttpStatusCode> SayAsync(string path, object body, string key)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"http://127.0.0.1:{_managementPort}{path}"))
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.Add("X-Operator-Key", key);
        using var response = await _management.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    /// <returns>Requests by outcome and reason since the start, for example <c>bad timeout</c>.</returns>
    public async Task<Dictionary<string, int>> OutcomesAsync()
    {
        var requests = Regex.Matches(
            await ManagementAsync("/metrics"),
            """^http_server_request_duration_seconds_count\{.*outcome="(\w+)",reason="([\w-]*)"\} (\d+)""",
            RegexOptions.Multiline);
        return requests
            .GroupBy(match => $"{match.Groups[1].Value} {match.Groups[2].Value}".TrimEnd())
            .ToDictionary(
                group => group.Key,
                group => group.Sum(match => int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));
    }

    private IEnumerable<(string Key, string Value)> Addresses() =>
    [
        ("Service:BindAddress", "127.0.0.1"),
        ("Service:Port", $"{Port}"),
        ("Service:ManagementPort", $"{_managementPort}"),
        ("Service:DrainDelay", "00:00:00"),
        .. Users.Select(
            (user, index) => ($"ReverseProxy:Clusters:users:Destinations:users-{index + 1}:Address", user.Address)),
        ("ReverseProxy:Clusters:sre:Destinations:sre-1:Address", Sre.Address),
        ("ReverseProxy:Clusters:web:Destinations:web-1:Address", Web.Address),
    ];

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await Client.GetAsync("/health/live", TestContext.Current.CancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (_process is { HasExited: false })
        {
            return false;
        }
    }

    /// <summary>Tests start from a gateway that has seen all its backends ready.</summary>
    private async Task<IEnumerable<string>> HealthyAsync()
    {
        await Client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        return _log.Where(line => line.Contains("is set to 'Healthy'", StringComparison.Ordinal));
    }
}
