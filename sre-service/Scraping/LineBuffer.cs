using System.Buffers;
using System.Text;

namespace SreService.Scraping;

/// <summary>Splits incoming bytes into whole lines, in reused memory.</summary>
internal sealed class LineBuffer : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private char[] _letters = ArrayPool<char>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;

    /// <returns>The lines completed by now, valid until the next call.</returns>
    public ReadOnlySpan<char> Add(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(Encoding.UTF8.GetMaxCharCount(bytes.Length));
        var added = _decoder.GetChars(bytes, _letters.AsSpan(_end), flush: false);
        var whole = _letters.AsSpan(_end, added).LastIndexOf('\n') + 1;
        var lines = whole == 0 ? [] : _letters.AsSpan(_start, _end + whole - _start);
        (_start, _end) = (_start + lines.Length, _end + added);
        return lines;
    }

    /// <returns>The rest after the last byte.</returns>
    public ReadOnlySpan<char> Rest()
    {
        MakeRoom(1);
        _end += _decoder.GetChars([], _letters.AsSpan(_end), flush: true);
        return _letters.AsSpan(_start, _end - _start);
    }

    public void Dispose() => ArrayPool<char>.Shared.Return(_letters);

    private void MakeRoom(int letters)
    {
        var kept = _letters.AsSpan(_start, _end - _start);
        if (kept.Length + letters > _letters.Length)
        {
            var larger = ArrayPool<char>.Shared.Rent(Math.Max(2 * _letters.Length, kept.Length + letters));
            kept.CopyTo(larger);
            ArrayPool<char>.Shared.Return(_letters);
            _letters = larger;
        }
        else
        {
            kept.CopyTo(_letters);
        }

        (_start, _end) = (0, kept.Length);
    }
}
