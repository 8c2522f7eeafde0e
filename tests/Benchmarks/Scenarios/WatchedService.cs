using Benchmarks.Subjects;
using Npgsql;

namespace Benchmarks.Scenarios;

/// <summary>A users service whose statements PostgreSQL counts; no others are, for counting has its price.</summary>
internal sealed class WatchedService : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;

    private WatchedService(Subject service, NpgsqlDataSource database)
    {
        _database = database;
        Client = new HttpClient { BaseAddress = service.Address };
    }

    public HttpClient Client { get; }

    public static async Task<WatchedService> StartAsync(Stage stage, CancellationToken cancellationToken)
    {
        var database = NpgsqlDataSource.Create(stage.Database);
        await using var create = database.CreateCommand("create extension if not exists pg_stat_statements");
        await create.ExecuteNonQueryAsync(cancellationToken);
        var watched = new NpgsqlConnectionStringBuilder(stage.Database)
        {
            Options = "-c pg_stat_statements.track=all -c pg_stat_statements.track_planning=on",
        };
        var service = await stage.StartUsersAsync(
            "users-service",
            new() { ["ConnectionStrings__Users"] = watched.ConnectionString, ["Cache__FreshFor"] = "00:00:00" },
            cancellationToken);
        return new(service, database);
    }

    /// <returns>Milliseconds in the database for one such request: the mean of that many, one after another.</returns>
    public async Task<double> DatabaseTimeAsync(string target, int requests, CancellationToken cancellationToken)
    {
        await AskAsync(target, 3, cancellationToken);
        await using var reset = _database.CreateCommand("select pg_stat_statements_reset()");
        await reset.ExecuteNonQueryAsync(cancellationToken);

        await AskAsync(target, requests, cancellationToken);

        await using var read = _database.CreateCommand(
            """
            select coalesce(sum(total_exec_time + total_plan_time), 0), coalesce(max(calls), 0)
            from pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database())
            """);
        await using var row = await read.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetInt64(1) >= requests
            ? row.GetDouble(0) / requests
            : throw new BrokenScenarioException($"{target} was answered without asking the database.");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _database.DisposeAsync();
    }

    private async Task AskAsync(string target, int times, CancellationToken cancellationToken)
    {
        for (var time = 0; time < times; time++)
        {
            using var answer = await Client.GetAsync(new Uri(target, UriKind.Relative), cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new BrokenScenarioException($"{target} was answered {(int)answer.StatusCode}.");
            }
        }
    }
}
