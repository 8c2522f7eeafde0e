using Npgsql;

namespace Platform.Database;

/// <summary>
/// Brings stored rows up to date with the code. Runs every time that migrations run, after them and under their lock;
/// so it must be idempotent, and quick when there is nothing to do.
/// </summary>
public interface IDataMigration
{
    /// <param name="source">As the schema's owner.</param>
    Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken);
}
