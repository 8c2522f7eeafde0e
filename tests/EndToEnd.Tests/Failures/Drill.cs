using Npgsql;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// One failure under load: calm, failure, return, calm again; then every row is compared with what was acknowledged.
/// </summary>
/// <param name="gateway">Through which the load goes.</param>
internal sealed class Drill(HttpClient gateway)
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(Drills.Choose(1, 2));
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(Drills.Choose(3, 5));
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AcknowledgedWrites _writes = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="name">What happens.</param>
    /// <param name="fail">Makes it happen.</param>
    /// <param name="heal">Ends it; what failed is back when this returns.</param>
    /// <param name="database">Connects to the users database after it.</param>
    public async Task<DrillReport> RunAsync(
        string name, Func<Task> fail, Func<Task> heal, Func<Task<string>> database)
    {
        var client = new Client(gateway);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var load = StartLoad(client, stop.Token);

        await Task.Delay(Calm, Cancellation);
        await fail();
        await Task.Delay(Outage, Cancellation);
        await heal();
        var back = TimeProvider.System.GetTimestamp();
        do
        {
            await Task.Delay(Calm, Cancellation);
        }
        while (!IsCalm(client) && TimeProvider.System.GetElapsedTime(back) < Patience);

        await stop.CancelAsync();
        await load;

        return new DrillReport(name, client.Answers, back, await ComparedAsync(await database()));
    }

    private Task StartLoad(Client client, CancellationToken stop)
    {
        var reader = new Reader(client, _writes);
        return Task.WhenAll(
        [
            .. Enumerable.Range(0, 4)
                .Select(number => new Writer(client, _writes, repeats: number % 2 == 0).RunAsync(stop)),
            .. Enumerable.Range(0, 3).Select(_ => reader.ReadOnesAsync(stop)),
            reader.ReadListsAsync(stop),
        ]);
    }

    private static bool IsCalm(Client client) =>
        client.Answers.Where(answer => TimeProvider.System.GetElapsedTime(answer.Started) < Calm)
            .Select(answer => answer.Failed || answer.Stale)
            .Aggregate((Any: false, Trouble: false), (seen, trouble) => (true, seen.Trouble || trouble))
            == (true, false);

    /// <returns>Every difference between what was acknowledged and what the database holds.</returns>
    private async Task<IReadOnlyList<string>> ComparedAsync(string database)
    {
        var rows = await RowsAsync(database);
        var unknown = rows.Where(row => _writes.Of(row.Key) is null).Select(row => $"{row.Key} was never written");
        var doubled = rows.Where(row => row.Count() > 1).Select(row => $"{row.Key} was written twice");
        var lost =
            from user in _writes.Users
            let state = rows[user.Email]
                .Select(row => row.Deleted ? DrillUser.Deleted : user.RevisionOf(row.Name))
                .FirstOrDefault(DrillUser.Absent)
            where state is not { } known || !user.MayBe(known)
            select $"{user.Email} is {state}, acknowledged was {user.Acknowledged}";
        var history =
            from row in rows.SelectMany(rows => rows)
            where row.Entries != row.Version
            select $"'{row.Name}' has {row.Entries} entries in its history for {row.Version} versions";
        return [.. unknown, .. doubled, .. lost, .. history];
    }

    private async Task<ILookup<string, Row>> RowsAsync(string database)
    {
        await using var connection = new NpgsqlConnection($"{database};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            """
            select email, name, deleted_at is not null, version,
                   (select count(*) from user_history where user_id = users.id)
            from users where starts_with(email, $1)
            """,
            connection);
        command.Parameters.Add(new() { Value = _writes.Drill });
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<Row>();
        while (await reader.ReadAsync(Cancellation))
        {
            rows.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetInt32(3),
                reader.GetInt64(4)));
        }

        return rows.ToLookup(row => row.Email);
    }

    private sealed record Row(string Email, string Name, bool Deleted, int Version, long Entries);
}
