using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;
using SreService.Alerting;
using SreService.Counting;
using SreService.Database;
using SreService.Incidents;
using SreService.Scraping;
using SreService.Slices;
using SreService.Timeline;

namespace SreService.Rounds;

/// <summary>
/// Slices in PostgreSQL. A minute is always written whole and replaces what was there: writing again is safe.
/// </summary>
internal sealed class RoundStore(NpgsqlDataSource source, TermStore rounds, Partitions partitions)
{
    /// <summary>
    /// A transaction holds the lock on the round. One whose process stands still must not keep the next evaluator out.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    /// <summary>The longest window and some days to look back.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    /// <returns>The last round, with everything that is kept in memory and the slices of the longest window.</returns>
    public async Task<(Round Round, Stored Stored)> LoadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await SnapshotAsync(connection, cancellationToken);

        var round = await TermStore.ReadAsync(connection, null, cancellationToken);
        var slices = await connection.QueryAsync<SliceRow>(new CommandDefinition(
            "select objective, minute, good, bad, covered from slices where minute > @since",
            new { since = (now - Kept).UtcDateTime }, commandTimeout: 30, cancellationToken: cancellationToken));
        var minutes = await StoredCounts.SinceAsync(connection, now - SliceBook.Kept, cancellationToken);
        return (round, new Stored([.. slices.Select(row => row.ToSlice())], minutes, []));
    }

    /// <returns>The last round, and the minutes of memory that were written after an earlier one.</returns>
    public async Task<(Round Round, IReadOnlyList<MinuteCounts> Minutes)> ChangesAsync(
        long afterRound, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var snapshot = await SnapshotAsync(connection, cancellationToken);

        var round = await TermStore.ReadAsync(connection, afterRound, cancellationToken);
        return (round, round.Number == afterRound
            ? []
            : await StoredCounts.ChangedAsync(connection, afterRound, now - SliceBook.Kept, cancellationToken));
    }

    /// <returns>What was last read of every process.</returns>
    public async Task<IReadOnlyList<Scraping.LastReading>> ReadingsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await StoredReadings.AllAsync(connection, cancellationToken);
    }

    /// <summary>Writes minutes, the readings they were counted from and the round, all or nothing.</summary>
    /// <returns>Whether it was written: nothing is in a term that is over.</returns>
    public async Task<bool> SaveAsync(Batch batch, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await partitions.EnsureAsync(connection, batch.Changes.Times, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LimitSilenceAsync(connection, cancellationToken);
        if (await rounds.NextAsync(connection, batch, cancellationToken) is not { } round)
        {
            return false;
        }

        await NoteAsync(connection, round, batch.Changes.Minutes, cancellationToken);
        await ReplaceSlicesAsync(connection, batch.Changes.Slices, cancellationToken);
        await StoredCounts.ReplaceAsync(connection, batch.Changes.Minutes, cancellationToken);
        await StoredReadings.ReplaceAsync(connection, batch.Changes.Readings, cancellationToken);
        await AlertHistory.AddAsync(connection, batch.Log.Alerts, cancellationToken);
        await TimelineStore.AddAsync(connection, batch.Log.TimelineEvents, cancellationToken);
        await IncidentStore.ReplaceAsync(connection, batch.Log.Incidents, cancellationToken);
        await RollUps.RedoAsync(connection, batch.Tick.ClosedUntil, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>A database that was away may have come back with less than it had.</summary>
    public void Distrust() => partitions.Forget();

    /// <summary>Removes what is older than it is kept.</summary>
    public async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken)
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
            new { now = now.UtcDateTime, before = (now - Kept).UtcDateTime }, commandTimeout: 60,
            cancellationToken: cancellationToken));
    }

    /// <summary>Counts and what was found in them are of the same round, though another one is written meanwhile.</summary>
    private static ValueTask<NpgsqlTransaction> SnapshotAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    private static Task<int> LimitSilenceAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "select set_config('idle_in_transaction_session_timeout', @silence, true)",
            new { silence = Silence.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) },
            cancellationToken: cancellationToken));

    /// <summary>Tells those that follow which minutes to read, and the roll-ups which stretches to add up.</summary>
    private static Task<int> NoteAsync(
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
        NpgsqlConnection connection, IReadOnlyList<StoredSlice> slices, CancellationToken cancellationToken) =>
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
        public StoredSlice ToSlice() => new(Objective, Minute, new Slice(Good, Bad, Covered));
    }
}

/// <summary>What the database has, or is to have.</summary>
internal sealed record Stored(
    IReadOnlyList<StoredSlice> Slices, IReadOnlyList<MinuteCounts> Minutes,
    IReadOnlyList<Scraping.LastReading> Readings)
{
    public IEnumerable<DateTimeOffset> Times =>
        [.. Minutes.Select(minute => minute.Minute), .. Readings.Select(reading => reading.At)];
}
