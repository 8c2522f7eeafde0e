using UsersService.Api;
using UsersService.Emails;
using UsersService.Names;
using UsersService.Patches;
using UsersService.Users;

namespace UsersService.Changes;

/// <summary>
/// The statements that write a user and, with it, the history. Each gives back the user after the change, or as it is
/// when it was not to be changed, or nothing when there is none.
/// </summary>
internal static class UserStatements
{
    /// <summary>All of them, for the test of their plans.</summary>
    public static IReadOnlyList<string> All => [AddSql, ChangeSql, RemoveSql, RestoreSql, EraseSql];

    /// <summary>Gives back nothing when another user has that address.</summary>
    public static Statement Add(string name, Email email, Author author) => new(AddSql, new
    {
        name,
        address = email.Address,
        key = email.Key,
        nameFolded = Folding.Fold(name),
        emailFolded = Folding.Fold(email.Address),
        action = "created",
        author.Actor,
        author.RequestId,
    });

    /// <param name="id">The user.</param>
    /// <param name="wanted">What is null stays as it is.</param>
    /// <param name="patch">The change is made only to a user who is as it expects.</param>
    /// <param name="versions">The change is made only to one of these; null for any.</param>
    /// <param name="author">For the history.</param>
    public static Statement Change(
        long id, UserInput wanted, JsonPatch patch, int[]? versions, Author author) => new(
        ChangeSql,
        new
        {
            id,
            wanted.Name,
            address = wanted.Email?.Address,
            key = wanted.Email?.Key,
            wanted.CreatedAt,
            versions,
            nameFolded = wanted.Name is null ? null : Folding.Fold(wanted.Name),
            emailFolded = wanted.Email is null ? null : Folding.Fold(wanted.Email.Address),
            expectedName = patch.Name?.Value,
            expectedEmail = patch.Email?.Value,
            action = "updated",
            author.Actor,
            author.RequestId,
        });

    public static Statement Remove(long id, int[]? versions, TimeSpan purgeAfter, Author author) =>
        new(RemoveSql, new { id, versions, purgeAfter, action = "deleted", author.Actor, author.RequestId });

    public static Statement Restore(long id, int[]? versions, Author author) =>
        new(RestoreSql, new { id, versions, action = "restored", author.Actor, author.RequestId });

    public static Statement Erase(long id, int[]? versions, Author author) =>
        new(EraseSql, new { id, versions, author.Actor, author.RequestId });

    private const string AddSql =
        $"""
        with after as (
            insert into users (name, email, email_key, name_folded, email_folded)
            values (@name, @address, @key, @nameFolded, @emailFolded)
            on conflict (email_key) where deleted_at is null do nothing
            returning *, user_state(users) as state
        ), history as (
            insert into user_history (user_id, at, actor, action, request_id, after)
            select id, created_at, @actor, @action, @requestId, state from after
        )
        select {User.Columns}, true as changed from after
        """;

    private const string ChangeSql =
        $"""
        with before as materialized (
            select *, user_state(users) as state
            from users
            where id = @id and deleted_at is null
            for update
        ), after as (
            update users
            set name = coalesce(@name, users.name),
                email = coalesce(@address, users.email),
                email_key = coalesce(@key, users.email_key),
                name_folded = coalesce(@nameFolded, users.name_folded),
                email_folded = coalesce(@emailFolded, users.email_folded),
                {Touched}
            from before
            where users.id = before.id
              and {IsExpected}
              and (@createdAt::timestamptz is null or before.created_at = @createdAt)
              and (@expectedName::text is null or before.name = @expectedName)
              and (@expectedEmail::text is null or before.email = @expectedEmail)
              and (coalesce(@name, before.name), coalesce(@address, before.email)) <> (before.name, before.email)
            returning users.*, user_state(users) as state
        ), {Noted}
        """;

    private const string RemoveSql =
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

    private const string RestoreSql =
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

    private const string EraseSql =
        $"""
        select {User.Columns}, erased_at = now() as changed
        from erase_user(@id, @versions, @actor, @requestId)
        where id is not null
        """;

    private const string Touched =
        "updated_at = greatest(now(), users.updated_at), version = users.version + 1";

    private const string IsExpected = "(@versions::integer[] is null or before.version = any(@versions))";

    private const string Noted =
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
}
