using System.Reflection;
using System.Text.RegularExpressions;
using DbUp;
using DbUp.Engine;
using DbUp.Postgresql;
using Npgsql;

namespace Platform.Database;

/// <summary>
/// The SQL files of a schema, resources of <paramref name="assembly"/>. Files whose names begin with four digits are
/// migrations: they run once, in order. The others run after them at every start, so they must be idempotent.
/// </summary>
/// <param name="serviceRole">The role that uses the schema; null when its owner does.</param>
internal sealed partial class SchemaScripts(Assembly assembly, string? serviceRole)
{
    /// <summary>psql's syntax for a variable that is an identifier, so that psql can run these files too.</summary>
    private const string ServiceRole = ":\"service_role\"";

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

    /// <returns>Scripts to run at every start; without grants when the owner uses its own schema.</returns>
    public IEnumerable<string> AtEveryStart() =>
        from name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal)
        where name.EndsWith(".sql", StringComparison.Ordinal) && !Numbered().IsMatch(name)
        let script = Read(name)
        where serviceRole is not null || !script.Contains(ServiceRole, StringComparison.Ordinal)
        select script.Replace(ServiceRole, Quoted(serviceRole), StringComparison.Ordinal);

    private string Read(string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string Quoted(string? role) => $"\"{role?.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"\.[0-9]{4}_[^.]+\.sql$")]
    private static partial Regex Numbered();
}
