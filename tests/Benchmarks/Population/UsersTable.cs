using Npgsql;
using NpgsqlTypes;

namespace Benchmarks.Population;

/// <summary>Fills a table <c>users</c> that the service has made.</summary>
internal static class UsersTable
{
    public static async Task CreateDatabaseAsync(string database, CancellationToken cancellationToken)
    {
        var wanted = new NpgsqlConnectionStringBuilder(database);
        var name = wanted.Database;
        wanted.Database = "postgres";
        await using var source = NpgsqlDataSource.Create(wanted);
        await using var create = source.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task FillAsync(string database, int rows, CancellationToken cancellationToken)
    {
        var patient = new NpgsqlConnectionStringBuilder(database) { CommandTimeout = 0 };
        await using var source = NpgsqlDataSource.Create(patient);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var indexes = await TakeIndexesOffAsync(connection, cancellationToken);
        await CopyAsync(connection, rows, cancellationToken);
        await ExecuteAsync(connection, "set maintenance_work_mem = '512MB'", cancellationToken);
        foreach (var index in indexes)
        {
            await ExecuteAsync(connection, index, cancellationToken);
        }

        await ExecuteAsync(connection, FirstHistory, cancellationToken);
        await ExecuteAsync(connection, "vacuum (analyze) users", cancellationToken);
        await ExecuteAsync(connection, "vacuum (analyze) user_history", cancellationToken);
        await ExecuteAsync(connection, "checkpoint", cancellationToken);
    }

    /// <summary>Leaves so many users, with ids from 1.</summary>
    public static async Task ReplaceAsync(string database, int rows, CancellationToken cancellationToken)
    {
        await using (var source = NpgsqlDataSource.Create(database))
        {
            await using var empty = source.CreateCommand("truncate users, user_history restart identity cascade");
            await empty.ExecuteNonQueryAsync(cancellationToken);
        }

        await FillAsync(database, rows, cancellationToken);
    }

    private const string FirstHistory =
        """
        insert into user_history (user_id, at, actor, action, request_id, after)
        select id, created_at, 'anonymous', 'created', 'population-' || id,
               jsonb_build_object(
                   'name', name, 'name_folded', name_folded, 'email', email, 'email_key', email_key,
                   'updated_at', updated_at, 'deleted_at', deleted_at)
        from users
        """;

    /// <returns>The statements that bring back what is quicker to build at the end.</returns>
    private static async Task<List<string>> TakeIndexesOffAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var definitions = new List<string>();
        var drops = new List<string>();
        await using (var command = new NpgsqlCommand(
            """
            select indexname, indexdef from pg_indexes
            where schemaname = 'public' and tablename = 'users' and indexname <> 'users_pkey'
            """, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                drops.Add($"drop index {reader.GetString(0)}");
                definitions.Add(reader.GetString(1));
            }
        }

        foreach (var drop in drops)
        {
            await ExecuteAsync(connection, drop, cancellationToken);
        }

        return definitions;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, int rows, CancellationToken cancellationToken)
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            """
            copy users (
                name, email, email_key, name_folded, email_folded, name_starts, email_starts, created_at, updated_at,
                computed_version)
            from stdin (format binary)
            """,
            cancellationToken);
        foreach (var person in People.Of(rows))
        {
            await writer.StartRowAsync(cancellationToken);
            foreach (var text in person.Texts)
            {
                await writer.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);
            }

            await writer.WriteAsync(person.CreatedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            await writer.WriteAsync(person.CreatedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            await writer.WriteAsync(1, NpgsqlDbType.Integer, cancellationToken);
        }

        await writer.CompleteAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
