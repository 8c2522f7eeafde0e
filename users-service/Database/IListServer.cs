namespace UsersService.Database;

/// <summary>A server that lists can be read from: the primary or its replica.</summary>
internal interface IListServer
{
    ValueTask<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters, CancellationToken cancellationToken);
}
