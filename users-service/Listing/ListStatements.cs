using UsersService.Users;

namespace UsersService.Listing;

/// <summary>How a statement looks for the users of a page.</summary>
internal enum ScanStrategy
{
    /// <summary>Along the index of the order, as far as it takes: for conditions that nearly all meet.</summary>
    AlongOrder,

    /// <summary>Along the index of the order, but only among the nearest users: finds what is frequent.</summary>
    Nearest,

    /// <summary>All that meet the conditions, by their own indexes, and then sorted: finds what is rare.</summary>
    AllMatches,
}

/// <summary>
/// The statements that read lists, put together from fixed pieces; what clients send is in parameters only.
/// </summary>
/// <remarks>
/// A page begins and ends at a place in the order, not at a number of users, so that nothing moves it. Where the sort
/// key can change, a user that changed since the walk began (an entry in <c>user_history</c>) stands where it stood
/// before its first change: the place of every user is the same on all pages, so none is passed over or met twice.
/// </remarks>
internal static class ListStatements
{
    private const string Active = "deleted_at is null";
    private const string Deleted = "deleted_at is not null and erased_at is null";

    /// <summary>Those before it are over in every database that the walk is continued in.</summary>
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
            {Where(strategy == ScanStrategy.Nearest ? FilterConditions.Of(request.Filter) : [])}
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
        // Each has its own indexes.
        _ => [Active, Deleted],
    };

    /// <summary>Users that stand where they are. A fence keeps the planner from looking for rare ones along the order.</summary>
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
