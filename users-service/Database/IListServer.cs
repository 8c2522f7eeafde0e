namespace UsersService.Database;

internal interface IListServer
{
    ValueTask<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters, CancellationToken cancellationToken);
}
