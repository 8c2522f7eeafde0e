using System.Data.Common;
using Dapper;

namespace UsersService.Database;

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

    public async Task<IReadOnlyList<T>> ReadAsync<T>()
    {
        var rows = new List<T>();
        var parse = _reader.GetRowParser<T>();
        while (await _reader.ReadAsync(_cancellationToken))
        {
            rows.Add(parse(_reader));
        }

        await SkipAsync();
        return rows;
    }

    public Task SkipAsync() => _reader.NextResultAsync(_cancellationToken);

    public ValueTask DisposeAsync() => _reader.DisposeAsync();
}
