using System.Text;

namespace SreService.Scraping;

/// <summary>
/// Reads labels, <c>name="value",…}</c>, one pair after the other. The value may hold <c>\\</c>, <c>\"</c> and
/// <c>\n</c>; before any other letter a backslash stands for itself, as OpenMetrics has it.
/// </summary>
internal ref struct LabelText(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>As written; <see cref="Unescape"/> gives what it means.</summary>
    public ReadOnlySpan<char> RawValue { get; private set; }

    /// <returns>False at the closing brace, and where the labels cannot be read.</returns>
    public bool MoveNext()
    {
        SkipBlanks();
        var start = _at;
        while (_at < _text.Length
            && (char.IsAsciiLetter(_text[_at]) || _text[_at] == '_' || (_at > start && char.IsAsciiDigit(_text[_at]))))
        {
            _at++;
        }

        Name = _text[start.._at];
        return !Name.IsEmpty && Skip('=') && Skip('"') && ReadValue() && (Skip(',') || Peek() == '}');
    }

    /// <returns>Where the labels end, after the closing brace; -1 when they cannot be read.</returns>
    public int End()
    {
        while (MoveNext())
        {
        }

        return Name.IsEmpty && Skip('}') ? _at : -1;
    }

    public readonly string Unescape()
    {
        if (!RawValue.Contains('\\'))
        {
            return RawValue.ToString();
        }

        var value = new StringBuilder(RawValue.Length);
        for (var at = 0; at < RawValue.Length; at++)
        {
            var letter = RawValue[at];
            if (letter == '\\' && RawValue[at + 1] is '\\' or '"' or 'n')
            {
                letter = RawValue[++at] == 'n' ? '\n' : RawValue[at];
            }

            value.Append(letter);
        }

        return value.ToString();
    }

    private bool ReadValue()
    {
        var start = _at;
        while (_at < _text.Length && _text[_at] != '"')
        {
            _at += _text[_at] == '\\' ? 2 : 1;
        }

        _at = Math.Min(_at, _text.Length);
        RawValue = _text[start.._at];
        return Skip('"');
    }

    private bool Skip(char letter)
    {
        SkipBlanks();
        if (Peek() != letter)
        {
            return false;
        }

        _at++;
        return true;
    }

    private readonly char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t')
        {
            _at++;
        }
    }
}
