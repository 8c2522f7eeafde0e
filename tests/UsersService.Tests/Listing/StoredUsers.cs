using Dapper;
using Npgsql;
using UsersService.Names;
using Address = UsersService.Emails.Email;

namespace UsersService.Tests.Listing;

internal sealed record StoredUser(
    long Id, string Name, string Email, DateTime CreatedAt, DateTime UpdatedAt, StoredState State)
{
    public string NameFolded => Folding.Fold(Name);

    public string EmailFolded => Folding.Fold(Email);

    public string NameStarts => WordStarts.Of(NameFolded);

    public string EmailStarts => WordStarts.Of(EmailFolded);

    public string EmailKey => Address.Parse(Email)!.Key;
}

internal enum StoredState
{
    Active,
    Deleted,
    Erased,
}

/// <summary>Inserts users with times and states that the API cannot produce.</summary>
internal static class StoredUsers
{
    public static async Task ReplaceAsync(string database, IReadOnlyList<StoredUser> users)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.ExecuteAsync("truncate users, user_history restart identity");
        await connection.ExecuteAsync(
            """
            insert into users (
                id, name, email, email_key, name_folded, email_folded, name_starts, email_starts, created_at,
                updated_at, deleted_at, purge_at, erased_at)
            overriding system value
            select
                id, name, email, email_key, name_folded, email_folded, name_starts, email_starts, created_at,
                updated_at,
                case when state <> 'Active' then updated_at end, case when state = 'Deleted' then updated_at end,
                case when state = 'Erased' then updated_at end
            from unnest(
                @Ids, @Names, @Emails, @EmailKeys, @NamesFolded, @EmailsFolded, @NameStarts,
                @EmailStarts, @Created, @Updated, @States)
                as stored (
                    id, name, email, email_key, name_folded, email_folded, name_starts, email_starts, created_at,
                    updated_at, state)
            """,
            new
            {
                Ids = users.Select(user => user.Id).ToArray(),
                Names = users.Select(user => user.Name).ToArray(),
                Emails = users.Select(user => user.Email).ToArray(),
                EmailKeys = users.Select(user => user.EmailKey).ToArray(),
                NamesFolded = users.Select(user => user.NameFolded).ToArray(),
                EmailsFolded = users.Select(user => user.EmailFolded).ToArray(),
                NameStarts = users.Select(user => user.NameStarts).ToArray(),
                EmailStarts = users.Select(user => user.EmailStarts).ToArray(),
                Created = users.Select(user => user.CreatedAt).ToArray(),
                Updated = users.Select(user => user.UpdatedAt).ToArray(),
                States = users.Select(user => user.State.ToString()).ToArray(),
            });
        await connection.ExecuteAsync(
            "select setval(pg_get_serial_sequence('users', 'id'), (select max(id) from users))");
    }

    /// <summary>Changes a user and writes its history in one statement, as the service does.</summary>
    public static Task ChangeAsync(NpgsqlConnection connection, long id, string assignments, object parameters) =>
        connection.ExecuteAsync(
            $"""
            with former as materialized (select * from users where id = {id} for update),
            latter as (
                update users
                set {assignments},
                    updated_at = greatest(clock_timestamp(), users.updated_at), version = users.version + 1
                where id in (select id from former)
                returning *
            )
            insert into user_history (user_id, actor, action, request_id, before, after)
            select former.id, 'test', 'updated', 'test', to_jsonb(former), to_jsonb(latter)
            from former join latter on latter.id = former.id
            """,
            parameters);
}
