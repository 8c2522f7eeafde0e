using System.Buffers;

namespace Local.Output;

/// <summary>A log of limited size: a full file takes the place of the one before it, so that two remain.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly long _maxBytes;
    private FileStream _file;

    public LogFile(string path, long maxBytes = 16 * 1024 * 1024)
    {
        (_path, _maxBytes) = (path, maxBytes);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = Open();
    }

    /// <param name="lines">Whole lines, each with its line feed.</param>
    public void Write(ReadOnlySequence<byte> lines)
    {
        lock (_gate)
        {
            if (_file.Position >= _maxBytes)
            {
                _file.Dispose();
                File.Move(_path, $"{_path}.1", overwrite: true);
                _file = Open();
            }

            foreach (var part in lines)
            {
                _file.Write(part.Span);
            }
        }
    }

    public void Dispose() => _file.Dispose();

    // Without a buffer: what a process wrote last matters most when it has died.
    private FileStream Open() => new(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
}
