using System.Data;
using Dapper;
using UsersService.Api;
using UsersService.Patches;
using UsersService.Users;

namespace UsersService.Changes;

/// <summary>
/// The statements that write a user and, with it, the history. Each returns the user after the change, or unchanged if
/// there was nothing to change or a condition was not met, or nothing if there is no such user.
/// </summary>
internal static class UserStatements
{
    /// <summary>All of them, for the test of their plans.</summary>
    public static IReadOnlyList<string> All => [AddSql, ChangeSql, RemoveSql, RestoreSql, EraseSql];

    /// <summary>Returns nothing if another user has that email.</summary>
    public static Statement Add(UserInput input, Author author) =>
        new(AddSql, ParametersOf(input, null, author, new { action = "created" }));

    /// <param name="patch">The user is changed only if they are as the patch expects.</param>
    /// <param name="versions">The user is changed only if they have one of these; null for any.</param>
    public static Statement Change(long id, UserInput input, JsonPatch patch, int[]? versions, Author author) => new(
        ChangeSql, ParametersOf(input, patch, author, new { id, input.CreatedAt, versions, action = "updated" }));

    public static Statement Remove(long id, int[]? versions, TimeSpan purgeAfter, Author author) =>
        new(RemoveSql, new { id, versions, purgeAfter, action = "deleted", author.Actor, author.RequestId });

    public static Statement Restore(long id, int[]? versions, Author author) =>
        new(RestoreSql, new { id, versions, action = "restored", author.Actor, author.RequestId });

    public static Statement Erase(long id, int[]? versions, Author author) =>
        new(EraseSql, new { id, versions, author.Actor, author.RequestId });

    /// <summary>Every column of every field is a parameter of its name, null where the field is not sent.</summary>
    private static DynamicParameters ParametersOf(UserInput input, JsonPatch? patch, Author author, object others)
    {
        var parameters = new DynamicParameters(others);
        parameters.AddDynamicParams(new { author.Actor, author.RequestId });
        foreach (var field in UserField.All)
        {
            var sent = input.Values.GetValueOrDefault(field);
            foreach (var (index, column) in field.Columns.Index())
            {
                parameters.Add(column, sent?.Stored[index], DbType.String);
            }

            if (patch is not null)
            {
                parameters.Add($"expected_{field.Name}", patch.Expected.GetValueOrDefault(field)?.Value, DbType.String);
            }
        }

        return parameters;
    }

    private static readonly string[] FieldColumns = [.. UserField.All.SelectMany(field => field.Columns)];

    private static readonly string AddSql =
        $"""
        with after as (
            insert into users ({Join(", ", FieldColumns)})
            values ({Join(", ", FieldColumns.Select(column => $"@{column}"))})
            on conflict (email_key) where deleted_at is null do nothing
            returning *, user_state(users) as state
        ), history as (
            insert into user_history (user_id, at, actor, action, request_id, after)
            select id, created_at, @actor, @action, @requestId, state from after
        )
        select {User.Columns}, true as changed from after
        """;

    private static readonly string ChangeSql =
        $"""
        with before as materialized (
            select *, user_state(users) as state
            from users
            where id = @id and deleted_at is null
            for update
        ), after as (
            update users
            set {Join(", ", FieldColumns.Select(column => $"{column} = coalesce(@{column}, users.{column})"))},
                {Touched}
            from before
            where users.id = before.id
              and {IsExpected}
              and (@createdAt::timestamptz is null or before.created_at = @createdAt)
              and {Join(" and ", UserField.All.Select(IsAsPatchExpects))}
              and ({Join(" or ", UserField.All.Select(field => $"@{field.Name} <> before.{field.Name}"))})
            returning users.*, user_state(users) as state
        ), {Noted}
        """;

    private static readonly string RemoveSql =
        $"""
        with before as materialized (
            select *, user_state(users) as state
            from users
            where id = @id and deleted_at is null
            for update
        ), after as (
            update users
            set deleted_at = now(),
                purge_at = now() + @purgeAfter,
                {Touched}
            from before
            where users.id = before.id and {IsExpected}
            returning users.*, user_state(users) as state
        ), {Noted}
        """;

    private static readonly string RestoreSql =
        $"""
        with before as materialized (
            select *, user_state(users) as state
            from users
            where id = @id and erased_at is null
            for update
        ), after as (
            update users
            set deleted_at = null,
                purge_at = null,
                {Touched}
            from before
            where users.id = before.id and before.deleted_at is not null and {IsExpected}
            returning users.*, user_state(users) as state
        ), {Noted}
        """;

    private static readonly string EraseSql =
        $"""
        select {User.Columns}, erased_at = now() as changed
        from erase_user(@id, @versions, @actor, @requestId)
        where id is not null
        """;

    private const string Touched =
        "updated_at = greatest(now(), users.updated_at), version = users.version + 1";

    private const string IsExpected = "(@versions::integer[] is null or before.version = any(@versions))";

    private static string Noted =>
        $"""
        history as (
            insert into user_history (user_id, at, actor, action, request_id, before, after)
            select after.id, after.updated_at, @actor, @action, @requestId, before.state, after.state
            from before, after
        )
        select {User.Columns}, true as changed from after
        union all
        select {User.Columns}, false from before where not exists (select from after)
        """;

    private static string IsAsPatchExpects(UserField field) =>
        $"(@expected_{field.Name}::text is null or before.{field.Name} = @expected_{field.Name})";

    private static string Join(string separator, IEnumerable<string> parts) => string.Join(separator, parts);
}
