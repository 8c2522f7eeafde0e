using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;
using SreService.Alerting;
using SreService.Counting;
using SreService.Database;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;
using SreService.Timeline;

namespace SreService.Rounds;

/// <summary>
/// Rounds in PostgreSQL. A minute is always written whole and replaces what was there, so that writing again is safe.
/// </summary>
internal sealed class RoundStore(NpgsqlDataSource source, TermStore terms, Partitions partitions)
{
    /// <summary>
    /// A transaction locks the round; the transaction of a process that hangs must not block the next leader.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <returns>The last round, the counts to keep in memory, and the slices of the longest window.</returns>
    public async Task<(Round Round, RoundData Data)> LoadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await SnapshotAsync(connection, cancellationToken);

        var round = await TermStore.ReadAsync(connection, null, cancellationToken);
        var slices = await connection.QueryAsync<SliceRow>(new CommandDefinition(
            "select objective, minute, good, bad, covered from slices where minute > @since",
            new { since = (now - Window.Longest).UtcDateTime }, commandTimeout: 30,
            cancellationToken: cancellationToken));
        var minutes = await CountTable.SinceAsync(connection, now - RecentCounts.Kept, cancellationToken);
        var recent = await RecentCountTable.SinceAsync(
            connection, now - RecentCounts.Recent, afterRound: null, cancellationToken);
        return (round, new RoundData([.. slices.Select(row => row.ToSlice())], minutes, recent, []));
    }

    /// <returns>The last round, and the counts that were written after an earlier one.</returns>
    public async Task<(Round Round, RoundData Data)> ChangesAsync(
        long afterRound, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await SnapshotAsync(connection, cancellationToken);

        var round = await TermStore.ReadAsync(connection, afterRound, cancellationToken);
        return (round, round.Number == afterRound
            ? RoundData.None
            : new(
                [], await CountTable.ChangedAsync(connection, afterRound, now - RecentCounts.Kept, cancellationToken),
                await RecentCountTable.SinceAsync(
                    connection, now - RecentCounts.Recent, afterRound, cancellationToken),
                []));
    }

    /// <returns>The last scrape of every process.</returns>
    public async Task<IReadOnlyList<ProcessCounters>> ScrapesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await StoredScrapes.AllAsync(connection, cancellationToken);
    }

    /// <summary>Writes minutes, the scrapes that they were counted from and the round, all or nothing.</summary>
    /// <returns>False if the term has ended; then nothing was written.</returns>
    public async Task<bool> SaveAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await partitions.EnsureAsync(connection, batch.Data.Times, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LimitSilenceAsync(connection, cancellationToken);
        if (await terms.NextAsync(connection, batch, cancellationToken) is not { } round)
        {
            return false;
        }

        await MarkChangedAsync(connection, round, batch.Data.Minutes, cancellationToken);
        await ReplaceSlicesAsync(connection, batch.Data.Slices, cancellationToken);
        await CountTable.ReplaceAsync(connection, batch.Data.Minutes, cancellationToken);
        await RecentCountTable.AddAsync(
            connection, batch.Term, round, batch.Tick, batch.Data.Recent, cancellationToken);
        await StoredScrapes.ReplaceAsync(connection, batch.Data.Scrapes, cancellationToken);
        await AlertHistory.AddAsync(connection, batch.Changes.Alerts, cancellationToken);
        await TimelineStore.AddAsync(connection, batch.Changes.TimelineEvents, cancellationToken);
        await IncidentStore.ReplaceAsync(connection, batch.Changes.Incidents, cancellationToken);
        await RollUps.RedoAsync(connection, batch.Tick.ClosedUntil, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>For after an outage: the database may have lost the latest partitions.</summary>
    public void ForgetPartitions() => partitions.Forget();

    /// <summary>Deletes what is older than the retention.</summary>
    public async Task DeleteOldAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from minutes where minute < @before;
            delete from readings where read_at < @before;
            delete from alert_changes where at < @now::timestamptz - interval '13 months';
            delete from happenings where at < @now::timestamptz - interval '13 months';
            select drop_old_partitions(@now);
            """,
            new { now = now.UtcDateTime, before = (now - Window.Longest).UtcDateTime }, commandTimeout: 60,
            cancellationToken: cancellationToken));
    }

    /// <summary>Reads counts and state of the same round, even if another is written meanwhile.</summary>
    private static ValueTask<NpgsqlTransaction> SnapshotAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    private static Task<int> LimitSilenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "select set_config('idle_in_transaction_session_timeout', @silence, true)",
            new { silence = Silence.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) },
            cancellationToken: cancellationToken));

    /// <summary>Marks the minutes for followers to read, and the roll-ups that are due.</summary>
    private static Task<int> MarkChangedAsync(
        NpgsqlConnection connection, long round, IReadOnlyList<MinuteCounts> minutes,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into minutes (minute, round)
            select minute, @round from unnest(@minutes) as minute
            on conflict (minute) do update set round = excluded.round;

            insert into roll_ups_due (span, minute)
            select distinct span, date_bin(span, minute, 'epoch')
            from unnest(@minutes) as minute, unnest(@spans) as span
            on conflict do nothing;
            """,
            new
            {
                round,
                minutes = minutes.Select(minute => minute.Minute.UtcDateTime).ToArray(),
                spans = RollUps.Spans,
            },
            cancellationToken: cancellationToken));

    private static Task<int> ReplaceSlicesAsync(
        NpgsqlConnection connection, IReadOnlyList<ObjectiveSlice> slices, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into slices (objective, minute, good, bad, covered)
            select * from unnest(@objectives, @minutes, @good, @bad, @covered)
            on conflict (objective, minute)
            do update set good = excluded.good, bad = excluded.bad, covered = excluded.covered
            """,
            new
            {
                objectives = slices.Select(slice => slice.Objective).ToArray(),
                minutes = slices.Select(slice => slice.Minute.UtcDateTime).ToArray(),
                good = slices.Select(slice => slice.Slice.Good).ToArray(),
                bad = slices.Select(slice => slice.Slice.Bad).ToArray(),
                covered = slices.Select(slice => slice.Slice.Covered).ToArray(),
            },
            cancellationToken: cancellationToken));

    private sealed record SliceRow(string Objective, DateTime Minute, long Good, long Bad, bool Covered)
    {
        public ObjectiveSlice ToSlice() => new(Objective, Minute, new Slice(Good, Bad, Covered));
    }
}

/// <summary>
/// Counts by minute and of the last rounds, slices of objectives, and the scrapes that they came from.
/// </summary>
internal sealed record RoundData(
    IReadOnlyList<ObjectiveSlice> Slices, IReadOnlyList<MinuteCounts> Minutes, IReadOnlyList<CountsAt> Recent,
    IReadOnlyList<ProcessCounters> Scrapes)
{
    public static readonly RoundData None = new([], [], [], []);

    public IEnumerable<DateTimeOffset> Times =>
        [.. Minutes.Select(minute => minute.Minute), .. Scrapes.Select(scrape => scrape.At)];
}
