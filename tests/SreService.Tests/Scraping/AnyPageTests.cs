using System.Globalization;
using System.Text;
using CsCheck;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

/// <summary>Whole pages, as anybody might write them, in both formats.</summary>
public sealed class AnyPageTests
{
    private static readonly Gen<string> Names =
        Gen.Select(Gen.Char["abcxyz_:"], Gen.String[Gen.Char["abcxyz_:0189"], 0, 12], (first, rest) => first + rest);

    private static readonly Gen<string> LabelNames =
        Gen.Select(Gen.Char["abcxyz_"], Gen.String[Gen.Char["abcxyz_0189"], 0, 8], (first, rest) => first + rest);

    private static readonly Gen<(string Name, string Value)[]> Labels =
        Gen.Select(LabelNames, Gen.String[Gen.Char["ab\\\"\n{}=,é #\t😀"], 0, 8]).Array[0, 4]
            .Select(labels => labels.DistinctBy(label => label.Item1).ToArray());

    private static readonly Gen<Line> Lines = Gen.Select(
        Names, Labels, Gen.Double, Gen.Int[0, 31].Select(dressing => (Dressing)dressing), Labels,
        Gen.Long[-1_000_000, 4_000_000_000],
        (name, labels, value, dressing, exemplar, time) => new Line(name, labels, value, dressing, exemplar, time));

    [Flags]
    private enum Dressing
    {
        None = 0,
        Described = 1,
        Timed = 2,
        Exemplary = 4,
        TimedExemplar = 8,
        Created = 16,
    }

    [Fact]
    public void Prometheus_page_round_trips() =>
        Lines.Array[0, 30].Sample(lines => IsReadBack(lines, TextFormat.Prometheus), iter: 2000);

    [Fact]
    public void OpenMetrics_page_round_trips() =>
        Lines.Array[0, 30].Sample(lines => IsReadBack(lines, TextFormat.OpenMetrics), iter: 2000);

    [Fact]
    public void Truncated_OpenMetrics_page_is_refused() =>
        Gen.Select(Lines.Array[0, 10], Gen.Int[0, 100_000]).Sample((lines, place) =>
        {
            var page = Page(lines, TextFormat.OpenMetrics).TrimEnd('\n');
            var cut = page[..(place % page.Length)];

            return Read(page, TextFormat.OpenMetrics) is null && Read(cut, TextFormat.OpenMetrics) is not null;
        });

    [Theory]
    [InlineData(nameof(TextFormat.Prometheus))]
    [InlineData(nameof(TextFormat.OpenMetrics))]
    public void Any_bytes_are_a_page_or_a_problem(string format) =>
        Gen.Byte.Array[0, 400].Sample(
            bytes => Read(Encoding.UTF8.GetString(bytes), Enum.Parse<TextFormat>(format)), iter: 20_000);

    [Theory]
    [InlineData(nameof(TextFormat.Prometheus))]
    [InlineData(nameof(TextFormat.OpenMetrics))]
    public void Damaged_page_is_a_page_or_a_problem(string format) =>
        Gen.Select(Lines.Array[1, 8], Gen.Int[0, 10_000], Gen.Char["\"\\{}#\n ,=1a\0"]).Sample(
            (lines, place, letter) =>
            {
                var page = Page(lines, Enum.Parse<TextFormat>(format)).ToCharArray();
                page[place % page.Length] = letter;
                Read(new string(page), Enum.Parse<TextFormat>(format));
            },
            iter: 20_000);

    [Theory]
    [InlineData(nameof(TextFormat.Prometheus))]
    [InlineData(nameof(TextFormat.OpenMetrics))]
    public Task Page_does_not_depend_on_chunks(string format) =>
        Gen.Select(Lines.Array[0, 10], Gen.Int[1, 40], Gen.Bool).SampleAsync(async (lines, piece, isDamaged) =>
        {
            var parsed = Enum.Parse<TextFormat>(format);
            var page = Page(lines, parsed) + (isDamaged ? "é<" : "");
            var (whole, pieces) =
                (new MetricsPage(new ScrapeCache(100), 1000), new MetricsPage(new ScrapeCache(100), 1000));

            var problem = whole.Read(page, parsed);
            using var body = new Trickle(Encoding.UTF8.GetBytes(page), piece);
            var read = await PageReader.ReadAsync(pieces, body, parsed, 1_000_000, CancellationToken.None);

            return read == (false, problem) && whole.Gauges().SequenceEqual(pieces.Gauges());
        });

    [Fact]
    public async Task Oversized_page_is_not_read_to_its_end()
    {
        using var body = new Trickle(new byte[100_000], piece: 1000);

        var read = await PageReader.ReadAsync(
            new MetricsPage(new ScrapeCache(100), 1000), body, TextFormat.Prometheus, 10_000, CancellationToken.None);

        Assert.True(read.IsTooLong);
        Assert.Equal(11_000, body.Position);
    }

    [Fact]
    public void Cached_line_allocates_nothing()
    {
        const int Lines = 5000;
        var page = new MetricsPage(new ScrapeCache(2 * Lines), maxSeries: 2 * Lines);
        var text = string.Concat(Enumerable.Range(0, Lines).Select(line =>
            $"other_total{{instance=\"{line}\"}} {line} 1700000000000\nprocess_thing{{x=\"{line}\"}} 1\n"));
        Assert.Null(page.Read(text));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(page.Read(text));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // After a collection the runtime counts what is left of a block as allocated; the smallest object has 24 bytes.
        Assert.True(allocated < 16 * Lines, $"{allocated} bytes for {2 * Lines} lines");
    }

    private static string? Read(string page, TextFormat format) =>
        new MetricsPage(new ScrapeCache(100), maxSeries: 1000).Read(page, format);

    private static bool IsReadBack(Line[] written, TextFormat format)
    {
        var read = new List<(Series, double)>();
        var lines = new PrometheusText(Page(written, format), format);
        while (lines.MoveNext())
        {
            if (!lines.Current.Name.EndsWith("_created"))
            {
                read.Add((Series.Of(lines.Current, lines.Current.Name), lines.Current.Value));
            }
        }

        return lines.BadLine == 0
            && read.SequenceEqual(written.Select(line => (new Series(line.Name, line.Labels), line.Value)));
    }

    private static string Page(Line[] lines, TextFormat format) =>
        string.Concat(lines.Select(line => line.Write(format)))
            + (format == TextFormat.OpenMetrics ? "# EOF\n" : "");

    /// <summary>Gives a few bytes at a time, as a network may.</summary>
    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }

    private sealed record Line(
        string Name, (string Name, string Value)[] Labels, double Value, Dressing Dressing,
        (string Name, string Value)[] Exemplar, long Time)
    {
        public string Write(TextFormat format)
        {
            var text = new StringBuilder();
            if (Dressing.HasFlag(Dressing.Described))
            {
                text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} What it \"is\" {{1}}.\n");
                text.Append(CultureInfo.InvariantCulture, $"# TYPE {Name} unknown\n");
                text.Append(format == TextFormat.OpenMetrics ? $"# UNIT {Name} seconds\n" : "# any other words\n\n");
            }

            text.Append(new Series(Name, Labels).Id).Append(' ').Append(Number(Value));
            if (Dressing.HasFlag(Dressing.Timed))
            {
                text.Append(CultureInfo.InvariantCulture, $" {Time}");
                text.Append(format == TextFormat.OpenMetrics ? ".25" : "000");
            }

            if (format == TextFormat.OpenMetrics)
            {
                Dress(text);
            }

            return text.Append('\n').ToString();
        }

        private void Dress(StringBuilder text)
        {
            if (Dressing.HasFlag(Dressing.Exemplary))
            {
                text.Append(" # ").Append(new Series("", Exemplar).Id).Append(" 0.5");
                text.Append(Dressing.HasFlag(Dressing.TimedExemplar) ? " 1700000000.5" : "");
            }

            if (Dressing.HasFlag(Dressing.Created))
            {
                text.Append('\n').Append(new Series($"{Name}_created", Labels).Id).Append(" 1700000000.5");
            }
        }

        private static string Number(double value) =>
            double.IsPositiveInfinity(value) ? "+Inf"
            : double.IsNegativeInfinity(value) ? "-Inf"
            : value.ToString("R", CultureInfo.InvariantCulture);
    }
}
