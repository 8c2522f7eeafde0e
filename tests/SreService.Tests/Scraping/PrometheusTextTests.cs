using System.Globalization;
using System.Text;
using CsCheck;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

public sealed class PrometheusTextTests
{
    private static readonly Gen<string> Names =
        Gen.Select(Gen.Char["abcxyz_:"], Gen.String[Gen.Char["abcxyz_:0189"], 0, 12], (first, rest) => first + rest);

    private static readonly Gen<string> LabelNames =
        Gen.Select(Gen.Char["abcxyz_"], Gen.String[Gen.Char["abcxyz_0189"], 0, 8], (first, rest) => first + rest);

    private static readonly Gen<(string Name, string Value)[]> Labels =
        Gen.Select(LabelNames, Gen.String[Gen.Char["ab\\\"\n{}=,é #"], 0, 8]).Array[0, 4]
            .Select(labels => labels.DistinctBy(label => label.Item1).ToArray());

    [Fact]
    public void Any_bytes_parse_without_an_exception() =>
        Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            var lines = new PrometheusText(Encoding.UTF8.GetString(bytes));
            while (lines.MoveNext())
            {
                Series.Of(lines.Current, lines.Current.Name);
            }
        }, iter: 20_000);

    [Fact]
    public void Almost_valid_text_parses_without_an_exception() =>
        Gen.String[Gen.Char["ab_{}=\"\\,# \n1.e+-NaInf"], 0, 80].Sample(text =>
        {
            var lines = new PrometheusText(text);
            while (lines.MoveNext())
            {
                Series.Of(lines.Current, lines.Current.Name);
            }
        }, iter: 50_000);

    [Fact]
    public void Text_round_trips() =>
        Gen.Select(Names, Labels, Gen.Double).Sample((name, labels, value) =>
        {
            var series = new Series(name, labels);
            var lines = new PrometheusText($"# HELP x y\n{series.Id} {Text(value)} 1700000000000\n");

            return lines.MoveNext()
                && Series.Of(lines.Current, lines.Current.Name) == series
                && labels.All(label => series[label.Name] == label.Value)
                && lines.Current.Value.Equals(value)
                && !lines.MoveNext() && lines.BadLine == 0;
        });

    [Fact]
    public void Order_of_labels_does_not_matter() =>
        Assert.Equal(new Series("a", [("x", "1"), ("y", "2")]), Series.Parse("""a{y="2",x="1"}"""));

    [Theory]
    [InlineData("a 1", 1)]
    [InlineData("a{} 1", 1)]
    [InlineData("""a{x="1",} 2.5e3""", 2500)]
    [InlineData("""a { x = "1" , y = "2" } 7 1700000000000""", 7)]
    [InlineData("a +Inf", double.PositiveInfinity)]
    [InlineData("a -Inf", double.NegativeInfinity)]
    [InlineData("a NaN", double.NaN)]
    [InlineData("\ta 4\r", 4)]
    [InlineData("a inf", double.PositiveInfinity)]
    [InlineData("a +inf", double.PositiveInfinity)]
    [InlineData("a -inf", double.NegativeInfinity)]
    [InlineData("a INF", double.PositiveInfinity)]
    [InlineData("a iNf", double.PositiveInfinity)]
    [InlineData("a infinity", double.PositiveInfinity)]
    [InlineData("a +Infinity", double.PositiveInfinity)]
    [InlineData("a -INFINITY", double.NegativeInfinity)]
    [InlineData("a nan", double.NaN)]
    [InlineData("a NAN", double.NaN)]
    [InlineData("a +.5", 0.5)]
    [InlineData("a 5.", 5)]
    [InlineData("a 1E+05", 100_000)]
    [InlineData("a -0", 0)]
    public void Sample_is_parsed(string line, double value)
    {
        var lines = new PrometheusText(line);

        Assert.True(lines.MoveNext());
        Assert.Equal(value, lines.Current.Value);
        Assert.False(lines.MoveNext());
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("a")]
    [InlineData("a one")]
    [InlineData("1a 1")]
    [InlineData("a{x} 1")]
    [InlineData("""a{x="1" 1""")]
    [InlineData("""a{x="1"y="2"} 1""")]
    [InlineData("""a{x="1\""")]
    [InlineData("{x=\"1\"} 1")]
    [InlineData("a{,} 1")]
    [InlineData("a 1 now")]
    [InlineData("a 1 inf")]
    [InlineData("a +NaN")]
    [InlineData("a -nan")]
    [InlineData("a infi")]
    [InlineData("a infin")]
    [InlineData("a nanx")]
    [InlineData("a ∞")]
    [InlineData("a 1e999")]
    [InlineData("a 1_000")]
    [InlineData("a 0x10")]
    [InlineData("a +")]
    [InlineData("a 1 1700000000.5")]
    [InlineData("a 1 1700000000000 2")]
    [InlineData("a 1 # {trace_id=\"abc\"} 0.67")]
    public void Invalid_line_is_reported(string line)
    {
        var lines = new PrometheusText($"# comment\n\ngood 1\n{line}\n");

        Assert.True(lines.MoveNext());
        Assert.False(lines.MoveNext());
        Assert.Equal(4, lines.BadLine);
    }

    [Theory]
    [InlineData("a_total 3 # {trace_id=\"abc\"} 0.67 1520879607.789", 3)]
    [InlineData("a_total 3 1520879607.789 # {} 0.67", 3)]
    [InlineData("a_bucket{le=\"1.0\"} 4 # {trace_id=\"} 1\"} 0.67", 4)]
    [InlineData("a_created 1520879607.789", 1520879607.789)]
    [InlineData("a 1 1.5e9", 1)]
    public void OpenMetrics_sample_is_parsed(string line, double value)
    {
        var lines = new PrometheusText($"{line}\n# EOF", TextFormat.OpenMetrics);

        Assert.True(lines.MoveNext());
        Assert.Equal(value, lines.Current.Value);
        Assert.False(lines.MoveNext());
        Assert.True(lines.Ended);
    }

    [Theory]
    [InlineData("a 1 NaN")]
    [InlineData("a 1 #")]
    [InlineData("a 1 # {x=\"1\"}")]
    [InlineData("a 1 # x 1")]
    [InlineData("a 1 # {x=\"1\"} 1 2 3")]
    [InlineData("a 1 # {x=\"1\" 1")]
    [InlineData("# EOF\na 1")]
    public void Invalid_OpenMetrics_line_is_refused(string line)
    {
        var lines = new PrometheusText(line, TextFormat.OpenMetrics);

        Assert.False(lines.MoveNext());
        Assert.NotEqual(0, lines.BadLine);
    }

    [Theory]
    [InlineData("inf +inf -inf INF Inf iNF infinity +Infinity -INFINITY nan NAN Nan")]
    [InlineData("1e5 1E5 1e+05 +1 .5 5. +.5 -0 0 00")]
    [InlineData("+NaN -nan infin infi 1e999 0x1p4 0x10 1_000 1e +Inf0 nanx ∞ 1,000 --1 +-1 1d 1f . + - e5 1.2.3 1e5.")]
    public async Task Number_is_one_for_us_when_it_is_one_for_promtool(string numbers)
    {
        foreach (var number in numbers.Split(' '))
        {
            using var promtool = Promtool.Start("check", "metrics");
            await promtool.StandardInput.WriteAsync($"# HELP a b\n# TYPE a gauge\na {number}\n");
            promtool.StandardInput.Close();
            var said = await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

            Assert.True(
                new PrometheusText($"a {number}").MoveNext() != said.Contains("error", StringComparison.Ordinal),
                $"{number}: {said}");
        }
    }

    [Fact]
    public void Backslash_before_another_letter_is_literal() =>
        Assert.Equal("""C:\temp""", Series.Parse("""a{path="C:\temp"}""")["path"]);

    private static string Text(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
