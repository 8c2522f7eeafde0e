using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// The whole system as <c>docker compose up</c> starts it, in a project of its own. Containers are reached at their
/// addresses in the engine's networks, so the engine must run on this machine.
/// </summary>
public sealed class ComposeSystem : IAsyncDisposable
{
    private const string Port = "18970";

    private static readonly string Project = $"evenkeel-test-{Environment.ProcessId}";

    private Task? _start;

    /// <summary>A client of the load balancer.</summary>
    internal HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{Port}"),
    };

    /// <summary>Builds and starts it when asked first; skips the test without an engine.</summary>
    internal Task StartedAsync() => _start ??= StartAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_start is not null)
        {
            await DockerAsync("compose", "down", "--volumes", "--rmi", "local", "--timeout", "5");
        }
    }

    /// <summary>The name of a container.</summary>
    /// <param name="service">Its service in <c>compose.yaml</c>.</param>
    /// <param name="number">From 1.</param>
    internal static string Container(string service, int number) => $"{Project}-{service}-{number}";

    internal static Task KillAsync(string container) => DockerAsync("kill", container);

    internal static Task PauseAsync(string container) => DockerAsync("pause", container);

    internal static Task UnpauseAsync(string container) => DockerAsync("unpause", container);

    /// <summary>Ends it as an orchestrator does: it may finish what it is doing.</summary>
    internal static Task StopAsync(string container) => DockerAsync("stop", container);

    /// <summary>Starts one that ended; it is healthy when this returns.</summary>
    internal static async Task StartAgainAsync(string container)
    {
        await DockerAsync("start", container);
        await Eventually.HoldsAsync(
            async () => await DockerAsync("inspect", "--format", "{{.State.Health.Status}}", container) == "healthy",
            TimeSpan.FromSeconds(60));
    }

    /// <returns>The address of a container in the first of its networks.</returns>
    internal static async Task<string> AddressAsync(string container)
    {
        var networks = await DockerAsync("inspect", "--format", "{{json .NetworkSettings.Networks}}", container);
        using var json = JsonDocument.Parse(networks);
        return json.RootElement.EnumerateObject().First().Value.GetProperty("IPAddress").GetString()!;
    }

    /// <returns>A secret that <c>infra/compose-secrets</c> made for PostgreSQL.</returns>
    internal static Task<string> PostgresSecretAsync(string name) =>
        DockerAsync("compose", "exec", "-T", "postgres", "cat", $"/run/secrets/{name}");

    private static async Task StartAsync()
    {
        if (!await AnswersAsync())
        {
            Prerequisite.Missing("no Docker Engine that answers");
        }

        await DockerAsync(
            "compose", "--progress", "quiet", "up", "--build", "--detach", "--wait", "--wait-timeout", "180");
    }

    private static async Task<bool> AnswersAsync()
    {
        try
        {
            return (await RunAsync("version")).Code == 0;
        }
        catch (Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }

    /// <returns>What it wrote, without the last line's end.</returns>
    private static async Task<string> DockerAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == 0, $"docker {string.Join(' ', arguments)} ended with {code}: {error}");
        return output.TrimEnd();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("docker", arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["COMPOSE_PROJECT_NAME"] = Project,
                ["PORT"] = Port,
                // All requests of a drill come from one address.
                ["RateLimits__Requests"] = "0",
                ["RateLimits__RequestsInFlight"] = "0",
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
