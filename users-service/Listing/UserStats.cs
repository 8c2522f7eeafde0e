using UsersService.Database;

namespace UsersService.Listing;

/// <summary>Without the users of synthetic traffic.</summary>
/// <param name="SignUps">The last 30 days in UTC, ending today; users deleted since count as well.</param>
internal sealed record UserStats(long Active, long Deleted, long Erased, IReadOnlyList<SignUpsOfDay> SignUps);

internal sealed record SignUpsOfDay(DateOnly Day, long Users);

internal sealed class UserCounts(TimeProvider clock)
{
    private const int Days = 30;

    // Synthetic users are few and have an index of their own, so that the others are counted in indexes alone.
    internal const string Totals =
        """
        select active - synthetic_active as active,
               deleted - erased - synthetic_deleted as deleted,
               erased - synthetic_erased as erased
        from (select count(*) as active from users where deleted_at is null) a,
             (select count(*) as deleted from users where deleted_at is not null) d,
             (select count(*) as erased from users where erased_at is not null) e,
             (select count(*) filter (where deleted_at is null) as synthetic_active,
                     count(*) filter (where deleted_at is not null and erased_at is null) as synthetic_deleted,
                     count(*) filter (where erased_at is not null) as synthetic_erased
              from users where synthetic) s
        """;

    internal const string SignUps =
        """
        select (created_at at time zone 'UTC')::date as day, sum(counted) as users
        from (
            select created_at, 1 as counted from users where deleted_at is null and created_at >= @since
            union all
            select created_at, 1 from users where deleted_at is not null and created_at >= @since
            union all
            select created_at, -1 from users where synthetic and created_at >= @since
        ) recent
        group by day
        """;

    public async Task<UserStats> ReadAsync(IListServer server, CancellationToken cancellationToken)
    {
        var first = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1 - Days);
        var since = first.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        var totals = (await server.ListAsync<Counts>(Totals, null, read: null, cancellationToken))[0];
        var days = (await server.ListAsync<SignUpsOfDay>(SignUps, new { since }, read: null, cancellationToken))
            .ToDictionary(day => day.Day, day => day.Users);
        return new(totals.Active, totals.Deleted, totals.Erased, [.. Enumerable.Range(0, Days)
            .Select(first.AddDays)
            .Select(day => new SignUpsOfDay(day, days.GetValueOrDefault(day)))]);
    }

    private sealed record Counts(long Active, long Deleted, long Erased);
}
