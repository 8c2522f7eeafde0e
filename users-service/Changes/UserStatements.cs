using System.Data;
using Dapper;
using UsersService.Api;
using UsersService.Conditions;
using UsersService.Patches;
using UsersService.Users;

namespace UsersService.Changes;

// Each statement also writes the history. It returns the user after the change, or unchanged if there was nothing to
// change or a condition was not met, or nothing if there is no such user.
internal static class UserStatements
{
    public static IReadOnlyList<string> All => [ChangeSql, RemoveSql, RestoreSql, EraseSql];

    /// <param name="patch">The user is changed only if they are as the patch expects.</param>
    /// <param name="condition">The user is changed only if it admits them.</param>
    public static Statement Change(long id, UserInput input, JsonPatch patch, Precondition condition, Author author)
    {
        var parameters = new DynamicParameters();
        parameters.Add("action", "updated", DbType.String);
        parameters.Add("actor", author.Actor, DbType.String);
        parameters.Add("requestId", author.RequestId, DbType.String);
        parameters.Add("clientRequestId", author.ClientRequestId, DbType.String);
        foreach (var (field, index, _, parameter) in Columns)
        {
            parameters.Add(parameter, input.Values.GetValueOrDefault(field)?.Stored[index], DbType.String);
        }

        parameters.Add("id", id);
        parameters.Add("versions", condition.Possible);
        parameters.Add("otherThan", condition.OtherThan);
        parameters.Add("unmodifiedBefore", condition.UnmodifiedBefore);
        parameters.Add("createdAt", input.CreatedAt);
        foreach (var (field, parameter) in Expected)
        {
            parameters.Add(parameter, patch.Expected.GetValueOrDefault(field)?.Value, DbType.String);
        }

        return new(ChangeSql, parameters);
    }

    public static Statement Remove(long id, Precondition condition, TimeSpan purgeAfter, Author author) => new(
        RemoveSql,
        new
        {
            id,
            versions = condition.Possible,
            condition.OtherThan,
            condition.UnmodifiedBefore,
            purgeAfter,
            action = "deleted",
            author.Actor,
            author.RequestId,
            author.ClientRequestId,
        });

    public static Statement Restore(long id, Precondition condition, Author author) => new(
        RestoreSql,
        new
        {
            id,
            versions = condition.Possible,
            condition.OtherThan,
            condition.UnmodifiedBefore,
            action = "restored",
            author.Actor,
            author.RequestId,
            author.ClientRequestId,
        });

    public static Statement Erase(long id, int[]? versions, Author author) =>
        new(EraseSql, new { id, versions, author.Actor, author.RequestId });

    /// <summary>Every column of every field, with its parameter: null where the field is not sent.</summary>
    internal static readonly (UserField Field, int Index, string Name, string Parameter)[] Columns =
    [
        .. from field in UserField.All
           from column in field.Columns.Index()
           select (field, column.Index, column.Item, $"new_{column.Item}"),
    ];

    /// <summary>The parameters of what a patch expects of each field; null for anything.</summary>
    private static readonly (UserField Field, string Parameter)[] Expected =
        [.. UserField.All.Select(field => (field, $"expected_{field.Name}"))];

    private static readonly string ChangeSql =
        $"""
        with before as materialized (
            select *, user_state(users) as state
            from users
            where id = @id and deleted_at is null
            for update
        ), after as (
            update users
            set {Join(", ", Columns.Select(ColumnIfSent))},
                {Touched}
            from before
            where users.id = before.id
              and {IsExpected}
              and (@createdAt::timestamptz is null or before.created_at = @createdAt)
              and {Join(" and ", Expected.Select(IsAsPatchExpects))}
              and ({Join(" or ", UserField.All.Select(field => $"@new_{field.Name} <> before.{field.Name}"))})
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

    // One behind stays one behind: what an earlier version of the service left out is still missing.
    private const string Touched =
        """
        updated_at = greatest(now(), users.updated_at), version = users.version + 1,
                computed_version = users.computed_version + 1
        """;

    private const string IsExpected =
        """
        (@versions::integer[] is null or before.version = any(@versions))
              and (@otherThan::integer[] is null or before.version <> all(@otherThan))
              and (@unmodifiedBefore::timestamptz is null or before.updated_at < @unmodifiedBefore)
        """;

    private static string Noted =>
        $"""
        history as (
            insert into user_history (user_id, at, actor, action, request_id, client_request_id, before, after)
            select after.id, after.updated_at, @actor, @action, @requestId, @clientRequestId, before.state, after.state
            from before, after
        )
        select {User.Columns}, true as changed from after
        union all
        select {User.Columns}, false from before where not exists (select from after)
        """;

    private static string ColumnIfSent((UserField Field, int Index, string Name, string Parameter) column) =>
        $"{column.Name} = coalesce(@{column.Parameter}, users.{column.Name})";

    private static string IsAsPatchExpects((UserField Field, string Parameter) expected) =>
        $"(@{expected.Parameter}::text is null or before.{expected.Field.Name} = @{expected.Parameter})";

    private static string Join(string separator, IEnumerable<string> parts) => string.Join(separator, parts);
}
