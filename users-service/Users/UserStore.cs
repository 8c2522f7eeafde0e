using Npgsql;
using UsersService.Database;
using UsersService.Emails;
using UsersService.Listing;

namespace UsersService.Users;

/// <summary>The users that are not deleted.</summary>
internal sealed class UserStore(UsersDatabase database)
{
    public async Task<UserPage> ListAsync(PageRequest request, CancellationToken cancellationToken)
    {
        // One more than asked for tells whether there is a next page.
        var parameters = new { take = request.Limit + 1, createdAt = request.After?.CreatedAt, id = request.After?.Id };
        var users = await database.ReadAsync<User>(
            request.After is null ? FirstPage : NextPage, parameters, cancellationToken);

        return users.Count <= request.Limit
            ? new(users, null)
            : new([.. users.Take(request.Limit)], Position.Of(users[request.Limit - 1]));
    }

    /// <returns>The user, or null when there is none.</returns>
    public Task<User?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadOneAsync<User>(
            """
            select id, name, email, created_at, updated_at, version
            from users
            where id = @id and deleted_at is null
            """,
            new { id }, cancellationToken).AsTask();

    /// <returns>The new user, or null when another one has that address.</returns>
    public Task<User?> AddAsync(string name, Email email, CancellationToken cancellationToken) =>
        database.WriteOneAsync<User>(
            """
            insert into users (name, email, email_key)
            values (@name, @address, @key)
            on conflict (email_key) where deleted_at is null do nothing
            returning id, name, email, created_at, updated_at, version
            """,
            new { name, address = email.Address, key = email.Key }, cancellationToken).AsTask();

    /// <param name="id">The user.</param>
    /// <param name="wanted">What is null stays as it is.</param>
    /// <param name="versions">The change is made only to one of these; null for any.</param>
    /// <param name="cancellationToken">Gives the change up; it may have been made all the same.</param>
    public Task<Change> ChangeAsync(long id, WantedUser wanted, int[]? versions, CancellationToken cancellationToken) =>
        WriteAsync(
            """
            with before as materialized (
                select id, name, email, created_at, updated_at, version
                from users
                where id = @id and deleted_at is null
                for update
            ), after as (
                update users
                set name = coalesce(@name, users.name),
                    email = coalesce(@address, users.email),
                    email_key = coalesce(@key, users.email_key),
                    updated_at = greatest(now(), users.updated_at),
                    version = users.version + 1
                from before
                where users.id = before.id
                  and (@versions::integer[] is null or before.version = any(@versions))
                  and (@createdAt::timestamptz is null or before.created_at = @createdAt)
                  and (coalesce(@name, before.name), coalesce(@address, before.email)) <> (before.name, before.email)
                returning users.id, users.name, users.email, users.created_at, users.updated_at, users.version
            )
            select after.*, true as changed from after
            union all
            select before.*, false from before where not exists (select from after)
            """,
            new { id, wanted.Name, address = wanted.Email?.Address, key = wanted.Email?.Key, wanted.CreatedAt, versions },
            cancellationToken);

    public Task<Change> RemoveAsync(long id, int[]? versions, CancellationToken cancellationToken) =>
        WriteAsync(
            """
            with before as materialized (
                select id, name, email, created_at, updated_at, version
                from users
                where id = @id and deleted_at is null
                for update
            ), after as (
                update users
                set deleted_at = now(),
                    purge_at = now() + interval '30 days',
                    updated_at = greatest(now(), users.updated_at),
                    version = users.version + 1
                from before
                where users.id = before.id and (@versions::integer[] is null or before.version = any(@versions))
                returning users.id, users.name, users.email, users.created_at, users.updated_at, users.version
            )
            select after.*, true as changed from after
            union all
            select before.*, false from before where not exists (select from after)
            """,
            new { id, versions }, cancellationToken);

    private const string FirstPage =
        """
        select id, name, email, created_at, updated_at, version
        from users
        where deleted_at is null
        order by created_at desc, id desc
        limit @take
        """;

    private const string NextPage =
        """
        select id, name, email, created_at, updated_at, version
        from users
        where deleted_at is null and (created_at, id) < (@createdAt, @id)
        order by created_at desc, id desc
        limit @take
        """;

    private async Task<Change> WriteAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteOneAsync<Row>(sql, parameters, cancellationToken) switch
            {
                null => new(ChangeResult.NotFound, null),
                { Changed: true } row => new(ChangeResult.Changed, row.User),
                var row => new(ChangeResult.Unchanged, row.User),
            };
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new(ChangeResult.EmailTaken, null);
        }
    }

    private sealed record Row(
        long Id, string Name, string Email, DateTime CreatedAt, DateTime UpdatedAt, int Version, bool Changed)
    {
        public User User => new(Id, Name, Email, CreatedAt, UpdatedAt, Version);
    }
}
