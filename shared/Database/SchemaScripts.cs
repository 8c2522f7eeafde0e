using System.Reflection;
using System.Text.RegularExpressions;
using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;

namespace Platform.Database;

/// <summary>
/// The SQL files of a schema, resources of <paramref name="assembly"/>. Files whose names begin with four digits are
/// migrations: they run once, in order. The others run after them every time, so they must be idempotent.
/// </summary>
/// <param name="serviceRole">The role that uses the schema; null when its owner does.</param>
internal sealed partial class SchemaScripts(Assembly assembly, string? serviceRole)
{
    /// <summary>psql's syntax for a variable that is an identifier, so that psql can run these files too.</summary>
    private const string ServiceRole = ":\"service_role\"";

    /// <summary>The last migration, for example <c>0007_indexes</c>. Its number is the version of the schema.</summary>
    public string Newest { get; } = assembly.GetManifestResourceNames()
        .Select(name => Numbered().Match(name)).Where(match => match.Success)
        .Select(match => match.Groups["name"].Value).Max(StringComparer.Ordinal)!;

    /// <summary>As the journal has it, for example <c>UsersService version 0007</c>.</summary>
    private string Version => $"{VersionName}{Newest[..4]}";

    private string VersionName => $"{assembly.GetName().Name} version ";

    /// <param name="timeout">Of one migration's statement; an index takes minutes.</param>
    public DatabaseUpgradeResult Migrate(NpgsqlDataSource source, TimeSpan timeout) =>
        DeployChanges.To.PostgresqlDatabase(new PostgresqlConnectionManager(source))
            .JournalToPostgresqlTable("public", "schema_migrations")
            .WithScriptsEmbeddedInAssembly(assembly, Numbered().IsMatch)
            .WithTransactionPerScript()
            .WithExecutionTimeout(timeout)
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();

    /// <returns>
    /// Scripts to run after the migrations, in one transaction; without grants when the owner uses its own schema. The
    /// last one notes the version in the journal, so that a schema without its grants does not count as complete.
    /// </returns>
    public IEnumerable<string> AfterMigrations() =>
    [
        .. from name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
           where name.EndsWith(".sql", StringComparison.Ordinal) && !Numbered().IsMatch(name)
           let script = Read(name)
           where serviceRole is not null || !script.Contains(ServiceRole, StringComparison.Ordinal)
           select script.Replace(ServiceRole, Quoted(serviceRole), StringComparison.Ordinal),
        $"""
        insert into schema_migrations (scriptname, applied)
        select '{Version}', now()
        where not exists (select from schema_migrations where scriptname = '{Version}')
        """,
    ];

    /// <returns>How the version of the database's schema compares with this one; below 0 without a schema.</returns>
    public async Task<int> CompareAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select max(scriptname) from schema_migrations where starts_with(scriptname, '{VersionName}')");
        try
        {
            return string.CompareOrdinal(await command.ExecuteScalarAsync(cancellationToken) as string, Version);
        }
        catch (PostgresException none)
            when (none.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            return -1;
        }
    }

    private string Read(string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string Quoted(string? role) => $"\"{role?.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"\.(?<name>[0-9]{4}_[^.]+)\.sql$")]
    private static partial Regex Numbered();
}
