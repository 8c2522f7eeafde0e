using System.Buffers;
using System.Diagnostics.Metrics;

namespace Platform.Telemetry;

/// <summary>
/// Lines on their way to standard output. Whoever logs only copies a line into memory; one thread writes all that have
/// gathered in one call. When the reader of the output is so slow that memory is full, lines are dropped and counted.
/// </summary>
internal sealed class LogLines : IDisposable
{
    /// <summary>Bytes that wait at most; as many again may be in a call that does not return.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private const int UsualBytes = 256 * 1024;

    /// <summary>How long the first line waits for others.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly Stream _output;
    private readonly Thread _thread;
    private ArrayBufferWriter<byte> _waiting = new(UsualBytes);
    private ArrayBufferWriter<byte> _writing = new(UsualBytes);
    private long _dropped;
    private bool _ended;

    public LogLines(Stream output, IMeterFactory meters)
    {
        _output = output;
        meters.Create(TelemetryModule.Source).CreateObservableCounter(
            "log.lines.dropped", () => Interlocked.Read(ref _dropped),
            description: "Log lines that standard output did not take in time.");
        _thread = new Thread(WriteBatches) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <param name="line">With its line feed.</param>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (_ended || _waiting.WrittenCount + line.Length > MaxBytes)
            {
                _dropped++;
                return;
            }

            if (_waiting.WrittenCount == 0)
            {
                Monitor.Pulse(_gate);
            }

            _waiting.Write(line);
        }
    }

    /// <summary>Writes what waits, unless the output does not take it within 2 s.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join(EndLimit);
    }

    private void WriteBatches()
    {
        while (Next() is { WrittenCount: > 0 } batch)
        {
            try
            {
                _output.Write(batch.WrittenSpan);
            }
            catch (IOException)
            {
                Interlocked.Add(ref _dropped, batch.WrittenSpan.Count((byte)'\n'));
            }
        }
    }

    /// <returns>All lines that wait; empty at the end.</returns>
    private ArrayBufferWriter<byte> Next()
    {
        lock (_gate)
        {
            while (_waiting.WrittenCount == 0 && !_ended)
            {
                Monitor.Wait(_gate);
            }

            if (!_ended)
            {
                Monitor.Wait(_gate, Gathering);
            }

            _writing.ResetWrittenCount();
            var spare = _writing.Capacity > UsualBytes ? new(UsualBytes) : _writing;
            (_writing, _waiting) = (_waiting, spare);
            return _writing;
        }
    }
}
