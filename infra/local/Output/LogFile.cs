namespace Local.Output;

/// <summary>A log of limited size: a full file takes the place of the one before it, so that two remain.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly long _maxBytes;
    private StreamWriter _writer;

    public LogFile(string path, long maxBytes = 16 * 1024 * 1024)
    {
        (_path, _maxBytes) = (path, maxBytes);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _writer = Open();
    }

    public void WriteLine(string line)
    {
        lock (_gate)
        {
            if (_writer.BaseStream.Position >= _maxBytes)
            {
                _writer.Dispose();
                File.Move(_path, $"{_path}.1", overwrite: true);
                _writer = Open();
            }

            _writer.WriteLine(line);
        }
    }

    public void Dispose() => _writer.Dispose();

    private StreamWriter Open() => new(_path, append: true) { AutoFlush = true };
}
