using System.Data.Common;
using Dapper;

namespace UsersService.Database;

/// <param name="index">Of the row, from 0.</param>
internal delegate T ReadRow<out T>(DbDataReader row, int index);

// Dapper's own reader continues to the next result even on a broken connection, and then reports a closed reader
// instead of the cause.
internal sealed class ResultSets : IAsyncDisposable
{
    private readonly DbDataReader _reader;
    private readonly CancellationToken _cancellationToken;

    private ResultSets(DbDataReader reader, CancellationToken cancellationToken) =>
        (_reader, _cancellationToken) = (reader, cancellationToken);

    public static async Task<ResultSets> OfAsync(DbConnection connection, CommandDefinition command) =>
        new(await connection.ExecuteReaderAsync(command), command.CancellationToken);

    /// <param name="read">Null to match columns with names.</param>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(ReadRow<T>? read = null)
    {
        var rows = new List<T>();
        read ??= ByName<T>();
        while (await _reader.ReadAsync(_cancellationToken))
        {
            rows.Add(read(_reader, rows.Count));
        }

        await SkipAsync();
        return rows;
    }

    public Task SkipAsync() => _reader.NextResultAsync(_cancellationToken);

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private ReadRow<T> ByName<T>()
    {
        var parse = _reader.GetRowParser<T>();
        return (row, _) => parse(row);
    }
}
