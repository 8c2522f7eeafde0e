namespace UsersService.Database;

internal interface IListServer
{
    /// <param name="read">Null to match columns with names.</param>
    ValueTask<IReadOnlyList<T>> ListAsync<T>(
        string sql, object? parameters, ReadRow<T>? read, CancellationToken cancellationToken);
}
