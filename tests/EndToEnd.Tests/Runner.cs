using System.Diagnostics;
using System.Text;
using Local;

namespace EndToEnd.Tests;

/// <summary>The local runner as a person starts it: a process with a command line, ended by a signal.</summary>
internal sealed class Runner : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Runner(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Heard(line.Data);
        process.ErrorDataReceived += (_, line) => Heard(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static Runner Start(params IEnumerable<string> arguments) => Start([], arguments);

    public static Runner Start((string Key, string Value)[] environment, IEnumerable<string> arguments)
    {
        // A shell without job control starts what runs in the background deaf to Ctrl-C.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : [];
        command = [.. command, Checkout.Program("Local"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return new Runner(Process.Start(start)!);
    }

    /// <summary>Waits until the runner says that the system answers, or until it ends without saying so.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        var ended = _process.WaitForExitAsync(cancellationToken);
        var either = await Task.WhenAny(_ready.Task, ended, Task.Delay(3 * Patience, cancellationToken));
        Assert.True(either == _ready.Task, Output);
    }

    /// <summary>Ctrl-C, as the terminal sends it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InterruptAsync(CancellationToken cancellationToken)
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
        return await ExitAsync(cancellationToken);
    }

    /// <summary>Ends the runner so that it can clean nothing up.</summary>
    public Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        return ExitAsync(cancellationToken);
    }

    public async Task<int> ExitAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _process.Kill();
            Assert.Fail($"The runner did not end within {Patience.TotalSeconds} s.\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await InterruptAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Heard(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line.Contains("Ready after", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
