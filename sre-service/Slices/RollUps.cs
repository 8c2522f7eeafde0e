using Dapper;
using Npgsql;

namespace SreService.Slices;

/// <summary>
/// Sums of closed minutes over 5 minutes and over an hour, histograms included. A roll-up replaces the earlier one of
/// the same span, so a minute that changes late makes it due again.
/// </summary>
internal static class RollUps
{
    public static readonly TimeSpan[] Spans = [TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)];

    /// <summary>Computes the roll-ups that are due and end before the watermark.</summary>
    public static async Task RedoAsync(
        NpgsqlConnection connection, DateTimeOffset closedUntil, CancellationToken cancellationToken)
    {
        foreach (var span in Spans)
        {
            var due = (await connection.QueryAsync<DateTime>(new CommandDefinition(
                "delete from roll_ups_due where span = @span and minute + span <= @closedUntil returning minute",
                new { span, closedUntil = closedUntil.UtcDateTime }, cancellationToken: cancellationToken))).ToArray();
            if (due.Length > 0)
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    AddUp(Name(span)), new { span, due }, cancellationToken: cancellationToken));
            }
        }
    }

    /// <summary>Recomputes the roll-ups of one slice key, over whole days.</summary>
    public static async Task RedoAsync(
        NpgsqlConnection connection, string key, DateTimeOffset from, DateTimeOffset until,
        CancellationToken cancellationToken)
    {
        foreach (var span in Spans)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"""
                insert into slices_{Name(span)} (objective, minute, good, bad, covered_minutes)
                select objective, date_bin(@span, minute, 'epoch'), sum(good), sum(bad), count(*) filter (where covered)
                from slices
                where objective = @key and minute >= @from and minute < @until
                group by 1, 2
                on conflict (objective, minute) do update
                set good = excluded.good, bad = excluded.bad, covered_minutes = excluded.covered_minutes
                """,
                new { span, key, from = from.UtcDateTime, until = until.UtcDateTime },
                cancellationToken: cancellationToken));
        }
    }

    private static string Name(TimeSpan span) => span == Spans[0] ? "5m" : "1h";

    private static string AddUp(string name) =>
        $"""
        delete from counts_{name} where minute = any(@due);

        insert into counts_{name} (minute, measure, service, route, outcome, reason, count, microseconds, buckets)
        select due.minute, measure, service, route, outcome, reason,
               sum(count), sum(microseconds), sum_each(buckets)
        from unnest(@due) as due (minute)
        join counts on counts.minute >= due.minute and counts.minute < due.minute + @span
        group by due.minute, measure, service, route, outcome, reason;

        delete from slices_{name} where minute = any(@due);

        insert into slices_{name} (objective, minute, good, bad, covered_minutes)
        select objective, due.minute, sum(good), sum(bad), count(*) filter (where covered)
        from unnest(@due) as due (minute)
        join slices on slices.minute >= due.minute and slices.minute < due.minute + @span
        group by objective, due.minute;
        """;
}
