using System.Globalization;
using Benchmarks.Load;
using Benchmarks.Population;
using Benchmarks.Subjects;
using Npgsql;

namespace Benchmarks.Rivals;

/// <summary>
/// The system that Evenkeel replaces, in its shape: Flask with SQLAlchemy and marshmallow, whose error texts the API
/// has kept, on gunicorn with four workers, behind nginx. The application is <c>Original/app.py</c>.
/// </summary>
internal static class Original
{
    private const string Workers = "4";

    private const string Table =
        """
        create table users (
            id bigint generated always as identity primary key,
            name text not null,
            email text not null unique,
            created_at timestamptz not null default now())
        """;

    private static readonly string? Gunicorn = Tool.Find("gunicorn");

    /// <summary>Whether this machine has all that it needs.</summary>
    public static bool IsInstalled => Gunicorn is not null && Nginx.Program is not null;

    /// <returns>nginx, which is the one to ask.</returns>
    public static async Task<Subject> StartAsync(
        Stage stage, int users, CancellationToken cancellationToken)
    {
        var database = await PrepareAsync(stage, users, cancellationToken);
        var port = FreePort.Next();
        var application = await stage.StartAsync(
            Subject.Start(
                "gunicorn", port, Gunicorn!,
                [
                    "--workers", Workers, "--bind", $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
                    "--chdir", Path.Combine(AppContext.BaseDirectory, "Rivals", "Original"), "--log-level", "warning",
                    "app:app",
                ],
                new Dictionary<string, string> { ["DATABASE"] = database, ["PYTHONDONTWRITEBYTECODE"] = "1" }),
            cancellationToken);
        return await stage.StartAsync(
            await Nginx.StartAsync(application.Address, stage.Folder, cancellationToken), cancellationToken);
    }

    /// <returns>The database as SQLAlchemy takes it.</returns>
    private static async Task<string> PrepareAsync(Stage stage, int users, CancellationToken cancellationToken)
    {
        var server = new NpgsqlConnectionStringBuilder(stage.Database) { Database = "original" };
        await UsersTable.CreateDatabaseAsync(server.ConnectionString, cancellationToken);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        await using (var create = source.CreateCommand(Table))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var person in People.Of(users))
        {
            await using var insert = source.CreateCommand("insert into users (name, email) values ($1, $2)");
            insert.Parameters.Add(new() { Value = person.Name });
            insert.Parameters.Add(new() { Value = person.Email.Address });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        return Invariant($"postgresql://{server.Username}:{server.Password}@{server.Host}:{server.Port}/original");
    }
}
