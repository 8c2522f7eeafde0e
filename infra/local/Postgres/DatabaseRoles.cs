using Npgsql;

namespace Local.Postgres;

/// <summary>A role that logs in. Both texts consist of letters, digits and underscores.</summary>
internal sealed record Login(string Role, string Password)
{
    public string In(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = Role, Password = Password }.ConnectionString;
}

/// <summary>
/// The two roles of a service's database: one owns it and changes its schema, the service's own owns nothing and may do
/// what the service's <c>Grants.sql</c> says.
/// </summary>
internal sealed record DatabaseRoles(Login Owner, Login Service)
{
    /// <summary>Three replicas with full pools; the server takes 100 in all.</summary>
    private const int ServiceConnections = 60;

    private const int OwnerConnections = 10;

    /// <returns>Whether the login of that connection string may create roles.</returns>
    public static async Task<bool> MayBeCreatedAsync(string server, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            server, "select rolsuper or rolcreaterole from pg_roles where rolname = current_user", cancellationToken)
            is true;

    /// <summary>Makes the roles, or gives those that are there these passwords.</summary>
    public Task CreateAsync(string server, CancellationToken cancellationToken) => ExecuteAsync(
        server,
        $"""
        select pg_advisory_xact_lock(hashtextextended('roles', 0));
        {Create(Owner)}
        {Create(Service)}
        grant {Owner.Role} to current_user;
        """,
        cancellationToken);

    /// <summary>Gives the owner the database with the tables that are in it already.</summary>
    public Task GiveAsync(string database, CancellationToken cancellationToken) => ExecuteAsync(
        database,
        $"""
        do $$
        declare
            other regclass;
        begin
            execute format('alter database %I owner to {Owner.Role}', current_database());
            alter schema public owner to {Owner.Role};
            for other in
                select oid from pg_class
                where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
                  and relowner <> '{Owner.Role}'::regrole
            loop
                execute format('alter table %s owner to {Owner.Role}', other);
            end loop;
        end $$
        """,
        cancellationToken);

    /// <summary>
    /// Lets no other role connect to the database, and no service use up the connections of another.
    /// </summary>
    public Task SeparateAsync(string database, CancellationToken cancellationToken) => ExecuteAsync(
        database,
        $"""
        alter role {Owner.Role} connection limit {OwnerConnections};
        alter role {Service.Role} connection limit {ServiceConnections};
        do $$
        begin
            execute format('revoke all on database %I from public', current_database());
            execute format('grant connect on database %I to {Service.Role}', current_database());
        end $$
        """,
        cancellationToken);

    private static string Create(Login login) =>
        $"""
        do $$
        begin
            if not exists (select from pg_roles where rolname = '{login.Role}') then
                create role {login.Role};
            end if;
        end $$;
        alter role {login.Role} login password '{login.Password}';
        """;

    private static async Task<object?> ExecuteAsync(
        string connectionString, string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
