using System.Globalization;
using System.Text.RegularExpressions;
using Benchmarks.Contests;
using Npgsql;

namespace Benchmarks.Load;

/// <summary>PostgreSQL's own generator of load, with prepared statements.</summary>
internal static partial class Pgbench
{
    public static string? Program { get; } = Tool.Find("pgbench");

    /// <param name="name">As it stands in the results.</param>
    /// <param name="stage">Has the database.</param>
    /// <param name="script">One transaction.</param>
    public static Contestant Contestant(string name, Stage stage, string script) =>
        new(name, (duration, token) => RunAsync(stage.Database, script, duration, token), stage.Postgres);

    /// <remarks>Not shorter than three seconds, of which the clients may need the first to connect.</remarks>
    private static async Task<LoadResult> RunAsync(
        string database, string script, TimeSpan duration, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(database);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, script, cancellationToken);
            var server = $"host={connection.Host} port={connection.Port} dbname={connection.Database}";
            return Parse(await Tool.RunAsync(
                Program!,
                [
                    "-M", "prepared", "-n", "-c", $"{Plan.Connections}", "-j", "2",
                    "-T", $"{Math.Max(3, duration.TotalSeconds):0}",
                    "-f", file, $"{server} user={connection.Username} password={connection.Password}",
                ],
                cancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <remarks>It tells no percentiles, and no rate when the time was too short for all clients to connect.</remarks>
    private static LoadResult Parse(string output)
    {
        var summary = Summary().Match(output);
        if (!summary.Success)
        {
            return new(0, TimeSpan.FromSeconds(1), 0, TimeSpan.Zero, TimeSpan.Zero);
        }

        var transactions = long.Parse(summary.Groups["count"].Value, CultureInfo.InvariantCulture);
        var rate = double.Parse(summary.Groups["rate"].Value, CultureInfo.InvariantCulture);
        return new(transactions, TimeSpan.FromSeconds(transactions / rate), 0, TimeSpan.Zero, TimeSpan.Zero);
    }

    [GeneratedRegex(@"transactions actually processed: (?<count>\d+).*tps = (?<rate>[\d.]+)", RegexOptions.Singleline)]
    private static partial Regex Summary();
}
