using System.Globalization;
using Benchmarks.Scenarios;

namespace Benchmarks.Results;

/// <summary>A scenario's figures: a line for each measure, a column for each size. Text that is Markdown too.</summary>
internal sealed class ResultTable(Scenario scenario)
{
    private readonly List<string> _measures = [];
    private readonly SortedDictionary<int, Dictionary<string, Figure>> _sizes = [];

    public Scenario Scenario => scenario;

    /// <param name="rows">0 when it does not depend on them.</param>
    /// <param name="figures">Of that size.</param>
    public void Add(int rows, IEnumerable<Figure> figures)
    {
        _sizes[rows] = figures.ToDictionary(figure => figure.Measure);
        _measures.AddRange(_sizes[rows].Keys.Except(_measures));
    }

    public override string ToString()
    {
        string[][] lines = [Header(), .. _measures.Select(Line)];
        int[] widths = [.. lines[0].Select((_, column) => lines.Max(line => line[column].Length))];
        string[] rule =
            [.. widths.Select((width, column) => column == 0 ? new('-', width) : $"{new('-', width - 1)}:")];
        var table = new[] { lines[0], rule }.Concat(lines.Skip(1)).Select(line => Row(line, widths));
        return $"### {scenario.Title}\n\n{scenario.About}\n\n{string.Concat(table)}";
    }

    private static string Row(string[] cells, int[] widths)
    {
        var padded = cells.Select((cell, column) => Pad(cell, column == 0 ? -widths[0] : widths[column]));
        return $"| {string.Join(" | ", padded)} |\n";
    }

    /// <param name="cell">A text.</param>
    /// <param name="width">Negative to begin at the left.</param>
    private static string Pad(string cell, int width) => width < 0 ? cell.PadRight(-width) : cell.PadLeft(width);

    private bool Grows => _sizes.Count > 1;

    private string[] Header() =>
    [
        "",
        .. _sizes.Keys.Select(rows =>
            rows == 0 ? "measured" : $"{rows.ToString("N0", CultureInfo.InvariantCulture)} rows"),
        .. Grows ? ["growth"] : Array.Empty<string>(),
        "target",
    ];

    private string[] Line(string measure) =>
    [
        measure,
        .. _sizes.Values.Select(size => size.TryGetValue(measure, out var figure) ? Number(figure.Value) : "–"),
        .. Grows ? [Exponent(measure)] : Array.Empty<string>(),
        Verdict(measure),
    ];

    private string Exponent(string measure) =>
        Growth.Exponent(Figures(measure).Select(one => ((double)one.Rows, one.Figure.Value))) is { } exponent
            ? exponent.ToString("0.00", CultureInfo.InvariantCulture)
            : "–";

    private string Verdict(string measure)
    {
        var judged = Figures(measure).Where(one => one.Figure.Target is not null).ToArray();
        return judged.Length == 0 ? ""
            : judged.All(one => one.Figure.Target!.IsMet(one.Figure.Value)) ? $"{judged[0].Figure.Target} met"
            : $"{judged[0].Figure.Target} **missed**";
    }

    private IEnumerable<(int Rows, Figure Figure)> Figures(string measure) =>
        _sizes.Where(size => size.Value.ContainsKey(measure)).Select(size => (size.Key, size.Value[measure]));

    /// <summary>Three digits that mean something.</summary>
    private static string Number(double value)
    {
        var format = Math.Abs(value) switch { >= 100 => "N0", >= 10 => "0.0", >= 1 => "0.00", _ => "0.000" };
        return value.ToString(format, CultureInfo.InvariantCulture);
    }
}
