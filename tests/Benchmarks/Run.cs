using System.Diagnostics;
using Benchmarks.Load;
using Benchmarks.Population;
using Benchmarks.Results;
using Benchmarks.Scenarios;
using Benchmarks.Subjects;
using Local.Postgres;
using Npgsql;

namespace Benchmarks;

/// <summary>All scenarios at all sizes, on a PostgreSQL of its own that is gone afterwards.</summary>
internal sealed class Run(Plan plan, TextWriter screen)
{
    /// <summary>Durable as it comes; what is added only lets statements be counted on demand.</summary>
    private static readonly string[] Settings =
        ["max_connections=200", "shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track=none"];

    private readonly List<ResultTable> _tables =
        [.. Scenario.All.Where(plan.Includes).Select(scenario => new ResultTable(scenario))];

    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _broken;

    /// <returns>The exit code: 1 when a scenario did not work at all, whatever the numbers.</returns>
    public async Task<int> ToEndAsync(CancellationToken cancellationToken)
    {
        if (PostgresBinaries.OnThisMachine().FirstOrDefault() is not { } binaries || Pgbench.Program is null)
        {
            Say("PostgreSQL's server programs and pgbench must be installed.");
            return 1;
        }

        // Where the database's own user can reach it.
        var folder = Directory.CreateDirectory($"/var/tmp/evenkeel-benchmarks-{Guid.NewGuid():N}").FullName;
        try
        {
            await MeasureAsync(binaries, folder, cancellationToken);
            await TellAsync(binaries, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _broken = true;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return _broken ? 1 : 0;
    }

    private async Task MeasureAsync(PostgresBinaries binaries, string folder, CancellationToken cancellationToken)
    {
        await using var cluster = await PostgresCluster.StartAsync(
            binaries, Path.Combine(folder, "postgres"), FreePort.Next(), _ => { }, Settings, cancellationToken);
        var postgres = Subject.Of("PostgreSQL", cluster.Server!);
        foreach (var rows in plan.Sizes)
        {
            Say($"{rows:N0} users");
            var place = new Place(rows, folder, cluster.ConnectionString($"users_{rows}"), postgres);
            await PrepareAsync(place, cancellationToken);
            foreach (var table in _tables.Where(table => table.Scenario.DependsOnRows || rows == plan.Sizes[0]))
            {
                Say($"  {table.Scenario.Title}");
                await RunAsync(table, place, cancellationToken);
            }
        }
    }

    private static async Task PrepareAsync(Place place, CancellationToken cancellationToken)
    {
        await UsersTable.CreateDatabaseAsync(place.Database, cancellationToken);
        await ServiceProgram.Built("users-service").MigrateAsync("Users", place.Database, cancellationToken);
        await ServiceProgram.Built("sre-service").MigrateAsync("Sre", place.Database, cancellationToken);
        await UsersTable.FillAsync(place.Database, place.Rows, cancellationToken);
    }

    private async Task RunAsync(ResultTable table, Place place, CancellationToken cancellationToken)
    {
        await using var stage = new Stage(plan, place);
        try
        {
            var figures = await table.Scenario.MeasureAsync(stage, cancellationToken);
            table.Add(table.Scenario.DependsOnRows ? place.Rows : 0, figures);
        }
        catch (Exception error) when (error is BrokenScenarioException or HttpRequestException or NpgsqlException)
        {
            _broken = true;
            Say($"  BROKEN: {error.Message}");
        }
    }

    private async Task TellAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var results = string.Join('\n', _tables);
        screen.WriteLine($"\n{results}");
        if (plan is { Quick: false, Only.Count: 0 } && !_broken)
        {
            var machine = await Machine.DescribeAsync(
                plan, $"{binaries.Major()}", TimeProvider.System.GetUtcNow(), cancellationToken);
            await ResultPage.WriteAsync($"{machine}\n\n{results}", cancellationToken);
        }
    }

    private void Say(string what) => screen.WriteLine($"{Stopwatch.GetElapsedTime(_started):mm\\:ss} {what}");
}
