using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Subjects;

/// <summary>A process whose work is measured.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process _process;
    private readonly bool _owned;

    private Subject(string name, Process process, Uri address, bool owned)
    {
        Name = name;
        _process = process;
        _owned = owned;
        Address = address;
    }

    public string Name { get; }

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    /// <summary>Of a service of the product, otherwise null.</summary>
    public Uri? Management { get; init; }

    public TimeSpan CpuTime => Subjects.CpuTime.OfTree(_process.Id);

    /// <summary>Bytes of memory that no other process shares.</summary>
    /// <remarks>proc(5): <c>smaps_rollup</c>, in kB.</remarks>
    public long PrivateMemory => 1024 * File.ReadLines($"/proc/{_process.Id}/smaps_rollup")
        .Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(':')[1].Replace("kB", ""), CultureInfo.InvariantCulture));

    /// <summary>A process that somebody else started and will end.</summary>
    public static Subject Of(string name, Process process) =>
        new(name, process, new Uri("http://localhost"), owned: false);

    /// <returns>What it has started and that runs, by the name of the program.</returns>
    public IReadOnlyDictionary<string, Subject> Children() => Subjects.CpuTime.ChildrenOf(_process.Id)
        .Select(Process.GetProcessById)
        .ToDictionary(child => child.ProcessName, child => Of(child.ProcessName, child));

    /// <summary>
    /// Starts a program that answers on a port of loopback. What it writes is thrown away by the kernel: a log has its
    /// price for the process that writes it, while the price of keeping it is the reader's.
    /// </summary>
    public static Subject Start(
        string name, int port, string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null, string? folder = null, int? management = null)
    {
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null", program, .. arguments])
        {
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        start.Environment.Remove("ASPNETCORE_URLS");
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        return new(name, Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"), owned: true)
        {
            Management = management is null ? null : new Uri($"http://127.0.0.1:{management}"),
        };
    }

    /// <returns>How long it took since this was called until the path was answered with success.</returns>
    /// <exception cref="BrokenScenarioException">It ended, or took too long.</exception>
    public async Task<TimeSpan> AnswersAsync(string path, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await IsAnsweredAsync(new Uri(Address, path), cancellationToken))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new BrokenScenarioException($"{Name} does not answer {path}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }

    public async ValueTask DisposeAsync()
    {
        if (_owned && !_process.HasExited)
        {
            using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var patience = new CancellationTokenSource(Patience / 2);
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private static async Task<bool> IsAnsweredAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(address, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
