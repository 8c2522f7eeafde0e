using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Testing;

/// <summary>
/// A Valkey that the test alone uses (or Redis, which speaks the same protocol), so that it may be stopped and paused.
/// </summary>
public sealed class PrivateValkey : IAsyncDisposable
{
    private const string Password = "secret-of-the-test";

    private readonly int _port = FreePorts.Next();
    private readonly string _program;
    private Process? _server;

    private PrivateValkey(string program) => _program = program;

    public string ConnectionString => $"127.0.0.1:{_port},password={Password}";

    /// <summary>One that does not run yet; skips the test when the machine has no server program.</summary>
    public static PrivateValkey Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var program = new[] { "valkey-server", "redis-server" }
            .SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        if (program is null)
        {
            Prerequisite.Missing("no Valkey or Redis server program on this machine");
        }

        return new PrivateValkey(program!);
    }

    public async Task StartAsync()
    {
        _server = Process.Start(new ProcessStartInfo(_program,
        [
            "--bind", "127.0.0.1", "--port", _port.ToString(CultureInfo.InvariantCulture), "--requirepass", Password,
            "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath(),
        ])
        { RedirectStandardOutput = true })!;
        _server.OutputDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        await Eventually.HoldsAsync(AnswersAsync, TimeSpan.FromSeconds(30));
    }

    /// <summary>It keeps its connections and answers nothing.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    public async Task StopAsync()
    {
        if (_server is { HasExited: false })
        {
            _server.Kill();
            await _server.WaitForExitAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _server?.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_server!.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
