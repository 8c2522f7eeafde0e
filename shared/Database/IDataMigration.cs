using Npgsql;

namespace Platform.Database;

/// <summary>
/// Brings stored rows up to date with the code. Runs at every start, after the migrations and under their lock, before
/// the service is ready; so it must be idempotent, and quick when there is nothing to do.
/// </summary>
public interface IDataMigration
{
    /// <param name="source">As the schema's owner.</param>
    Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken);
}
