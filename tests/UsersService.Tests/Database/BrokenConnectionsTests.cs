using Npgsql;
using Testing;

namespace UsersService.Tests.Database;

/// <summary>A server that ends connections at any time, even between the results of one command.</summary>
public sealed class BrokenConnectionsTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Broken_connection_gives_an_answer_or_problem_details()
    {
        var database = await postgres.CreateDatabaseAsync();
        // An open breaker would keep requests away from the breaking connections.
        await using var api = new UsersApi(
            database, ("Breakers:database:MinimumThroughput", "10000"),
            ("Breakers:database:SamplingDuration", "00:00:00.500"));
        await api.InitializeAsync();
        await using var server = NpgsqlDataSource.Create(database);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        over.CancelAfter(Duration);

        // A list that was not read before cannot be answered from memory.
        var answers = await Task.WhenAll(
            [
                .. Enumerable.Range(0, 6).Select(
                    one => UntilAsync(time => api.SendAsync("GET", $"/api/users?q={one}x{time}"))),
                .. Enumerable.Range(0, 2).Select(one => UntilAsync(time => api.SendAsync(
                    "POST", "/api/users", $$"""{"name":"Ada","email":"{{api.NextEmail()}}"}""",
                    ("Idempotency-Key", $"{one}-{time}")))),
            ]);
        var all = answers.SelectMany(some => some).CountBy(answer => answer.Status).ToDictionary();

        Assert.True(all.Keys.Order().SequenceEqual([200, 201, 503]), string.Join(", ", all));
        Assert.All(
            answers.SelectMany(some => some).Where(answer => answer.Status == 503),
            answer => Assert.NotNull(answer.Error));

        async Task<List<Answer>> UntilAsync(Func<int, Task<Answer>> ask)
        {
            var seen = new List<Answer>();
            while (!over.IsCancellationRequested)
            {
                var answer = ask(seen.Count);
                await EndConnectionsAsync(server);
                seen.Add(await answer);
            }

            return seen;
        }
    }

    private static async Task EndConnectionsAsync(NpgsqlDataSource server)
    {
        await using var end = server.CreateCommand(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and usename <> current_user and random() < 0.1
            """);
        await end.ExecuteNonQueryAsync(Cancellation);
    }
}
