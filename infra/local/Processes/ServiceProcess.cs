using System.Diagnostics;
using Local.Output;

namespace Local.Processes;

/// <summary>A service as a child process: its output is logged, and it is restarted when it ends.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    private readonly Func<ProcessStartInfo> _describe;
    private readonly IScreen _screen;
    private readonly LogFile _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly OutputTail _outputTail = new();
    private readonly bool _restart;
    private Process? _process;
    private Task _reading = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;

    public ServiceProcess(string name, Func<ProcessStartInfo> describe, string logFolder, IScreen screen, bool restart)
    {
        Name = name;
        _describe = describe;
        _screen = screen;
        _restart = restart;
        _log = new LogFile(Path.Combine(logFolder, $"{name}.log"));
    }

    /// <summary>Raised for each process that is started, the first one and those after it.</summary>
    public event Action<Process>? Started;

    public string Name { get; }

    /// <summary>The process as it runs now; null while it does not.</summary>
    public Process? Running => _process is { HasExited: false } ? _process : null;

    /// <summary>Its last output, for a start that failed.</summary>
    public string OutputTail => _outputTail.ToString();

    public void Start()
    {
        Launch();
        _watching = WatchAsync();
    }

    /// <summary>Waits until a process that is not restarted ends by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        await _watching.WaitAsync(cancellationToken);
        return _process!.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (Running is { } process)
        {
            await EndAsync(process);
        }

        await _watching;
        _ending.Dispose();
        _log.Dispose();
    }

    private void Launch()
    {
        var start = _describe();
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start)!;
        var output = new ProcessOutput(Name, _log, _outputTail, _screen);
        _reading = Task.WhenAll(
            output.ReadAsync(process.StandardOutput.BaseStream), output.ReadAsync(process.StandardError.BaseStream));
        _process = process;
        Started?.Invoke(process);
    }

    private async Task WatchAsync()
    {
        var pause = FirstPause;
        while (true)
        {
            var process = _process!;
            var started = Stopwatch.GetTimestamp();
            await process.WaitForExitAsync();
            await _reading;
            if (_ending.IsCancellationRequested || !_restart)
            {
                return;
            }

            pause = Stopwatch.GetElapsedTime(started) > Settled ? FirstPause : pause;
            _screen.Warn(
                $"{Name} (process {process.Id}) ended with code {process.ExitCode}; "
                + $"restarting in {pause.TotalSeconds:0.#} s");
            await Task.Delay(pause, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            Launch();
            _screen.Say($"{Name} runs again as process {_process!.Id}");
        }
    }

    private async Task EndAsync(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
            return;
        }

        foreach (var signal in (string[])["-TERM", "-CONT"])
        {
            using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
            await kill.WaitForExitAsync();
        }

        using var timeout = new CancellationTokenSource(StopTimeout);
        await process.WaitForExitAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
        {
            _screen.Warn($"{Name} did not end in {StopTimeout.TotalSeconds:0} s and is killed");
            process.Kill();
        }
    }
}
