using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Local.Processes;

/// <summary>
/// Remembers which processes were started, so that the next start ends what a killed runner left running, and nothing
/// else: a process counts only while its id still runs the program that was started.
/// </summary>
internal sealed class OrphanedProcesses(string folder)
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(10);

    private readonly string _file = Path.Combine(folder, "processes");

    public void Remember(Process process, string program)
    {
        lock (_file)
        {
            File.AppendAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{process.Id} {program}\n"));
        }
    }

    public void Forget() => File.Delete(_file);

    /// <returns>How many processes were ended.</returns>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_file))
        {
            return 0;
        }

        var ended = 0;
        foreach (var line in await File.ReadAllLinesAsync(_file, cancellationToken))
        {
            if (line.Split(' ', 2) is [var id, var program] && Find(id, program) is { } orphan)
            {
                orphan.Kill();
                await orphan.WaitForExitAsync(cancellationToken).WaitAsync(EndTimeout, cancellationToken);
                orphan.Dispose();
                ended++;
            }
        }

        Forget();
        return ended;
    }

    private static Process? Find(string id, string program)
    {
        try
        {
            var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
            return process.MainModule?.FileName == program ? process : null;
        }
        catch (Exception error)
            when (error is ArgumentException or InvalidOperationException or FormatException or Win32Exception)
        {
            return null;
        }
    }
}
