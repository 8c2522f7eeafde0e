using System.Globalization;

namespace SreService.Scraping;

/// <summary>
/// Parses the samples of a page without allocating. Comments are skipped; timestamps and
/// exemplars are validated and skipped. Stops at the first invalid line.
/// </summary>
/// <param name="page">A page, or some of its lines.</param>
/// <param name="before">Number of earlier lines of the page.</param>
/// <param name="ended">Whether the page has ended already.</param>
internal ref struct PrometheusText(
    ReadOnlySpan<char> page, TextFormat format = TextFormat.Prometheus, int before = 0, bool ended = false)
{
    private const string EndLine = "# EOF";

    private const NumberStyles Decimal =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private ReadOnlySpan<char> _rest = page;

    /// <summary>Number of lines read.</summary>
    public int Line { get; private set; } = before;

    /// <summary>Number of the invalid line, from 1; 0 if none.</summary>
    public int BadLine { get; private set; }

    /// <summary>Whether the end line of OpenMetrics was read.</summary>
    public bool Ended { get; private set; } = ended;

    public PrometheusSample Current { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty && BadLine == 0)
        {
            var line = NextLine();
            if (line.IsEmpty || line[0] == '#')
            {
                Ended |= format == TextFormat.OpenMetrics && line is EndLine;
                continue;
            }

            if (!Ended && TryReadSample(line, format, out var sample))
            {
                Current = sample;
                return true;
            }

            BadLine = Line;
        }

        return false;
    }

    private ReadOnlySpan<char> NextLine()
    {
        Line++;
        var end = _rest.IndexOf('\n');
        var line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        return line.Trim(" \t\r");
    }

    private static bool TryReadSample(ReadOnlySpan<char> line, TextFormat format, out PrometheusSample sample)
    {
        sample = default;
        var name = NameLength(line);
        var labels = SkipBlanks(line, name);
        var end = name;
        if (labels < line.Length && line[labels] == '{')
        {
            end = new LabelText(line[(labels + 1)..]).End();
            if (end < 0)
            {
                return false;
            }

            end += labels + 1;
        }

        if (name == 0 || !TryReadPoint(line[end..], format, out var value))
        {
            return false;
        }

        sample = new PrometheusSample(line[..end], line[..name], end == name ? [] : line[(labels + 1)..end], value);
        return true;
    }

    /// <summary>The value, an optional timestamp and, in OpenMetrics, an optional exemplar.</summary>
    private static bool TryReadPoint(ReadOnlySpan<char> text, TextFormat format, out double value)
    {
        if (!TryReadNumber(NextWord(ref text), out value))
        {
            return false;
        }

        if (!text.IsEmpty && text[0] != '#' && !IsTimestamp(NextWord(ref text), format))
        {
            return false;
        }

        return text.IsEmpty || (format == TextFormat.OpenMetrics && IsExemplar(text));
    }

    /// <summary>Such as <c># {trace_id="4bf9"} 0.67 1520879607.789</c>, with an optional timestamp.</summary>
    private static bool IsExemplar(ReadOnlySpan<char> text)
    {
        var labels = text[1..].TrimStart(" \t");
        if (text[0] != '#' || labels.IsEmpty || labels[0] != '{')
        {
            return false;
        }

        var end = new LabelText(labels[1..]).End();
        if (end < 0)
        {
            return false;
        }

        var point = labels[(end + 1)..];
        return TryReadNumber(NextWord(ref point), out _)
            && (point.IsEmpty || (IsTimestamp(NextWord(ref point), TextFormat.OpenMetrics) && point.IsEmpty));
    }

    private static bool IsTimestamp(ReadOnlySpan<char> text, TextFormat format) =>
        format == TextFormat.Prometheus
            ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            : TryReadNumber(text, out var seconds) && double.IsFinite(seconds);

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> text)
    {
        text = text.TrimStart(" \t");
        var end = text.IndexOfAny(' ', '\t');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[end..].TrimStart(" \t");
        return word;
    }

    /// <summary>
    /// As the parser of Prometheus does: decimals, and in any case <c>inf</c> and <c>infinity</c> with or without a
    /// sign, and <c>nan</c> without.
    /// </summary>
    internal static bool TryReadNumber(ReadOnlySpan<char> text, out double value)
    {
        // Most are decimals; .NET also takes names of its own, and infinity for what is too large.
        if (double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out value) && double.IsFinite(value))
        {
            return true;
        }

        var isSigned = !text.IsEmpty && text[0] is '+' or '-';
        var name = isSigned ? text[1..] : text;
        value = !isSigned && Is("nan", name) ? double.NaN
            : !Is("inf", name) && !Is("infinity", name) ? 0
            : text[0] == '-' ? double.NegativeInfinity
            : double.PositiveInfinity;
        return value != 0;

        static bool Is(string known, ReadOnlySpan<char> name) =>
            name.Equals(known, StringComparison.OrdinalIgnoreCase);
    }

    private static int NameLength(ReadOnlySpan<char> line)
    {
        var length = 0;
        while (length < line.Length
            && (char.IsAsciiLetter(line[length]) || line[length] is '_' or ':'
                || (length > 0 && char.IsAsciiDigit(line[length]))))
        {
            length++;
        }

        return length;
    }

    private static int SkipBlanks(ReadOnlySpan<char> line, int from)
    {
        while (from < line.Length && line[from] is ' ' or '\t')
        {
            from++;
        }

        return from;
    }
}

/// <summary>One sample of a page.</summary>
/// <param name="series">Name and labels as written.</param>
/// <param name="name">The metric's name.</param>
/// <param name="labels">The text after the opening brace; empty without labels.</param>
internal readonly ref struct PrometheusSample(
    ReadOnlySpan<char> series, ReadOnlySpan<char> name, ReadOnlySpan<char> labels, double value)
{
    public ReadOnlySpan<char> Series { get; } = series;

    public ReadOnlySpan<char> Name { get; } = name;

    public LabelText Labels => new(_labels);

    public double Value { get; } = value;

    private readonly ReadOnlySpan<char> _labels = labels;
}
