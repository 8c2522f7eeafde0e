using UsersService.Users;

namespace UsersService.Listing;

internal enum ScanStrategy
{
    /// <summary>Along the index of the order, to its end: for conditions that nearly all users meet.</summary>
    AlongOrder,

    /// <summary>Along the index of the order, among the nearest users only: finds frequent matches.</summary>
    Nearest,

    /// <summary>All matches by the indexes of the conditions, then sorted: finds rare matches.</summary>
    AllMatches,
}

// Statements are composed of fixed pieces; values from clients are parameters only.
// A page begins and ends at a position in the order, not at an offset, so inserts and deletes do not move it. Where
// the sort key can change, a user who changed since the walk began (an entry in user_history) keeps the position
// before its first change. So every user has one position on all pages, and none is skipped or repeated.
internal static class ListStatements
{
    private const string Active = "deleted_at is null";
    private const string Deleted = "deleted_at is not null and erased_at is null";

    // Earlier transactions are over in every database that continues the walk.
    private const string Since = "coalesce(@since::text::xid8, pg_snapshot_xmin(pg_current_snapshot()))";

    private const string Moved =
        $"""
        with moved as materialized (
            select distinct on (user_id) user_id, before
            from user_history
            where before is not null and changed_in >= {Since}
            order by user_id, seq
        )
        """;

    public static string Page(PageRequest request, ScanStrategy strategy)
    {
        var by = request.Sort.By;
        var moves = by.SqlBefore is not null;
        var parts = Statuses(request.Filter.Status).Select(status => InPlace(request, strategy, status));
        return $"""
            {(moves ? Moved : "")}
            select {User.Columns}, {TextOf(by)} as key_text, {Since}::text as since
            from (
                {string.Join("\nunion all\n", moves ? parts.Append(OutOfPlace(request, strategy)) : parts)}
                {Order(request)}
                limit {(strategy == ScanStrategy.Nearest ? "@nearest" : "@take")}
            ) nearest
            {Where(strategy == ScanStrategy.Nearest ? FilterConditions.Of(request.Filter, byIndex: false) : [])}
            {Order(request)}
            limit @take
            """;
    }

    public static string Count(UserFilter filter)
    {
        var parts = Statuses(filter.Status).Select(
            status => $"select 1 from users {Where([status, .. FilterConditions.Of(filter)])}");
        return $"select count(*) from ({string.Join("\nunion all\n", parts)} limit @cap) counted";
    }

    private static string[] Statuses(UserStatus status) => status switch
    {
        UserStatus.Active => [Active],
        UserStatus.Deleted => [Deleted],
        // Each status has its own indexes.
        _ => [Active, Deleted],
    };

    // "offset 0" keeps the planner from scanning the order for rare matches.
    private static string InPlace(PageRequest request, ScanStrategy strategy, string status)
    {
        var by = request.Sort.By;
        string[] unmoved = by.SqlBefore is null ? [] : ["id not in (select user_id from moved)"];
        var filters = strategy == ScanStrategy.Nearest
            ? FilterConditions.AlongOrder(request)
            : FilterConditions.Of(request.Filter);
        return strategy == ScanStrategy.AllMatches
            ? $"""
              select * from (
                  select * from (select *, {by.Sql} as key from users {Where([status, .. filters])} offset 0) found
                  {Where([.. Beyond(request, "key"), .. unmoved])} {Order(request)} limit @take
              ) in_place
              """
            : $"""
              select * from (
                  select *, {by.Sql} as key from users
                  {Where([status, .. Beyond(request, by.Sql), .. unmoved, .. filters])}
                  {Order(request)} limit {(strategy == ScanStrategy.Nearest ? "@nearest" : "@take")}
              ) in_place
              """;
    }

    private static string OutOfPlace(PageRequest request, ScanStrategy strategy)
    {
        var status = string.Join(") or (", Statuses(request.Filter.Status));
        string[] filters = strategy == ScanStrategy.Nearest ? [] : FilterConditions.Of(request.Filter);
        return $"""
            select * from (
                select users.*, {request.Sort.By.SqlBefore} as key
                from moved join users on users.id = moved.user_id
            ) out_of_place
            {Where([$"(({status}))", .. Beyond(request, "key"), .. filters])}
            """;
    }

    private static string[] Beyond(PageRequest request, string key) => request.From is null
        ? []
        : [$"({key}, id) {(request.IsDescending ? "<" : ">")} (@key::text::{request.Sort.By.Type}, @id)"];

    private static string Order(PageRequest request)
    {
        var direction = request.IsDescending ? "desc" : "asc";
        return $"order by key {direction}, id {direction}";
    }

    private static string Where(string[] conditions) =>
        conditions.Length == 0 ? "" : $"where {string.Join(" and ", conditions)}";

    private static string TextOf(SortKey by) => by.Type == "timestamptz"
        ? """to_char(key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
        : "key::text";
}
