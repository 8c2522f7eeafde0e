namespace SreService.Scraping;

/// <summary>One metric with one set of labels, in any order.</summary>
internal sealed record Series
{
    private readonly (string Name, string Value)[] _labels;
    private readonly int _hash;

    public Series(string name, IEnumerable<(string Name, string Value)> labels)
    {
        Name = name;
        _labels = [.. labels.OrderBy(label => label.Name, StringComparer.Ordinal)];
        Id = $"{name}{{{string.Join(',', _labels.Select(label => $"{label.Name}=\"{Escape(label.Value)}\""))}}}";
        _hash = Id.GetHashCode(StringComparison.Ordinal);
    }

    public string Name { get; }

    /// <summary>The series in Prometheus' own notation.</summary>
    public string Id { get; }

    /// <summary>The value of a label; empty if missing, as in Prometheus.</summary>
    public string this[string label] => Array.Find(_labels, pair => pair.Name == label).Value ?? "";

    public bool Equals(Series? other) => Id == other?.Id;

    public override int GetHashCode() => _hash;

    public static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Reads what <see cref="Id"/> wrote.</summary>
    public static Series Parse(string id)
    {
        var line = new PrometheusText($"{id} 0");
        return line.MoveNext()
            ? Of(line.Current, line.Current.Name)
            : throw new FormatException($"'{id}' is not a series.");
    }

    /// <param name="name">Its name without the suffix of a histogram's samples.</param>
    /// <param name="without">A label that does not belong to its identity.</param>
    public static Series Of(PrometheusSample sample, ReadOnlySpan<char> name, string? without = null)
    {
        var labels = new List<(string, string)>();
        for (var label = sample.Labels; label.MoveNext();)
        {
            if (!label.Name.SequenceEqual(without))
            {
                labels.Add((label.Name.ToString(), label.Unescape()));
            }
        }

        return new Series(name.ToString(), labels);
    }
}
