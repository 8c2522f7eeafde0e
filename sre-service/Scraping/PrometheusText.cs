using System.Globalization;

namespace SreService.Scraping;

/// <summary>
/// Reads the samples of a page in Prometheus' text format 0.0.4 or OpenMetrics 1.0, one after the other, without
/// allocating. Comments, timestamps and exemplars are passed over. Stops at the first line that is neither.
/// </summary>
internal ref struct PrometheusText(ReadOnlySpan<char> page)
{
    private const NumberStyles Decimal =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private ReadOnlySpan<char> _rest = page;
    private int _line;

    /// <summary>The number of the line that cannot be read, from 1; 0 when there is none.</summary>
    public int BadLine { get; private set; }

    public PrometheusSample Current { get; private set; }

    public bool MoveNext()
    {
        while (!_rest.IsEmpty && BadLine == 0)
        {
            var line = NextLine();
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            if (TryReadSample(line, out var sample))
            {
                Current = sample;
                return true;
            }

            BadLine = _line;
        }

        return false;
    }

    private ReadOnlySpan<char> NextLine()
    {
        _line++;
        var end = _rest.IndexOf('\n');
        var line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        return line.Trim(" \t\r");
    }

    private static bool TryReadSample(ReadOnlySpan<char> line, out PrometheusSample sample)
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

        if (name == 0 || !TryReadValue(line[end..], out var value))
        {
            return false;
        }

        sample = new PrometheusSample(line[..end], line[..name], end == name ? [] : line[(labels + 1)..end], value);
        return true;
    }

    /// <summary>The value, which a timestamp and an exemplar may follow.</summary>
    private static bool TryReadValue(ReadOnlySpan<char> text, out double value)
    {
        text = text.TrimStart(" \t");
        var end = text.IndexOfAny(' ', '\t');
        return TryReadNumber(end < 0 ? text : text[..end], out value);
    }

    internal static bool TryReadNumber(ReadOnlySpan<char> text, out double value)
    {
        value = text switch
        {
            "+Inf" or "Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.NaN,
        };
        return !double.IsNaN(value) || text is "NaN"
            || double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out value);
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

/// <summary>One line of a page.</summary>
/// <param name="series">Name and labels as they were written.</param>
/// <param name="name">The metric's name.</param>
/// <param name="labels">What stands between the braces and the closing one; empty without labels.</param>
/// <param name="value">The value.</param>
internal readonly ref struct PrometheusSample(
    ReadOnlySpan<char> series, ReadOnlySpan<char> name, ReadOnlySpan<char> labels, double value)
{
    public ReadOnlySpan<char> Series { get; } = series;

    public ReadOnlySpan<char> Name { get; } = name;

    public LabelText Labels => new(_labels);

    public double Value { get; } = value;

    private readonly ReadOnlySpan<char> _labels = labels;
}
