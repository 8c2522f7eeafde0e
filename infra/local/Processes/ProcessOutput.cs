using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Local.Output;

namespace Local.Processes;

/// <summary>
/// What a process writes: all of it goes to its log, and a line for a person to the screen, too. Request lines are for
/// the log alone: there may be thousands in a second.
/// </summary>
internal sealed class ProcessOutput(string process, LogFile log, OutputTail tail, IScreen screen)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Reads to the end.</summary>
    public async Task ReadAsync(Stream output)
    {
        var reader = PipeReader.Create(output, new(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 2));
        while (true)
        {
            var read = await reader.ReadAsync();
            var lines = WholeLines(read.Buffer, read.IsCompleted);
            if (!lines.IsEmpty)
            {
                log.Write(lines);
                Show(lines);
            }

            reader.AdvanceTo(lines.End, read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>A line that is longer than any of our own is taken in parts.</summary>
    private static ReadOnlySequence<byte> WholeLines(ReadOnlySequence<byte> buffer, bool isEnd)
    {
        if (isEnd || buffer.Length > BufferBytes * 16)
        {
            return buffer;
        }

        var reader = new SequenceReader<byte>(buffer);
        while (reader.TryAdvanceTo((byte)'\n'))
        {
        }

        return buffer.Slice(0, reader.Position);
    }

    private void Show(ReadOnlySequence<byte> lines)
    {
        var reader = new SequenceReader<byte>(lines);
        while (!reader.End)
        {
            if (!reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
            {
                line = reader.UnreadSequence;
                reader.AdvanceToEnd();
            }

            if (!line.IsEmpty && !IsRequest(line))
            {
                var text = Encoding.UTF8.GetString(line);
                tail.Add(text);
                screen.Line(process, text);
            }
        }
    }

    /// <summary>Whether it is the line of a request that did not fail, which is a warning.</summary>
    private static bool IsRequest(ReadOnlySequence<byte> line)
    {
        var bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        return bytes.IndexOf("\"logger\":\"Evenkeel.Requests\""u8) >= 0
            && bytes.IndexOf("\"level\":\"Information\""u8) >= 0;
    }
}
