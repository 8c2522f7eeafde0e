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
                id, name, email, email_key, name_folded, email_folded, created_at, updated_at, deleted_at, purge_at,
                erased_at)
            overriding system value
            values (
                @Id, @Name, @Email, @EmailKey, @NameFolded, @EmailFolded, @CreatedAt, @UpdatedAt,
                case when @State <> 'Active' then @UpdatedAt end, case when @State = 'Deleted' then @UpdatedAt end,
                case when @State = 'Erased' then @UpdatedAt end)
            """,
            users.Select(user => new
            {
                user.Id,
                user.Name,
                user.Email,
                user.EmailKey,
                user.NameFolded,
                user.EmailFolded,
                user.CreatedAt,
                user.UpdatedAt,
                State = user.State.ToString(),
            }));
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
