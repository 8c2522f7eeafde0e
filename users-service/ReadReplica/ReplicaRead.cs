using UsersService.Database;

namespace UsersService.ReadReplica;

/// <summary>One request's reads from the read replica, as long as the replica is recent enough for it.</summary>
internal sealed class ReplicaRead(ReplicaDatabase replica, Func<ReplicaPosition, TimeSpan?> accept) : IListServer
{
    public TimeSpan Behind { get; private set; }

    public async ValueTask<IReadOnlyList<T>> ListAsync<T>(
        string sql, object? parameters, ReadRow<T>? read, CancellationToken cancellationToken)
    {
        var (rows, behind) = await replica.ListAsync(sql, parameters, read, accept, cancellationToken);
        Behind = behind > Behind ? behind : Behind;
        return rows;
    }
}
