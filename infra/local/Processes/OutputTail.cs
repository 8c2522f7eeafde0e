namespace Local.Processes;

/// <summary>The last lines that a program wrote, for the message that says why it ended.</summary>
internal sealed class OutputTail
{
    private const int Kept = 10;
    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }
}
