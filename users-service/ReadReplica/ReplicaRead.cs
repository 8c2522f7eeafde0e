using UsersService.Database;

namespace UsersService.ReadReplica;

/// <summary>The replica as one request sees it.</summary>
internal sealed class ReplicaRead(ReplicaDatabase replica, Func<ReplicaPosition, TimeSpan?> accept) : IListServer
{
    /// <summary>What was read lacks at most so much of what is on the primary.</summary>
    public TimeSpan Behind { get; private set; }

    public async ValueTask<IReadOnlyList<T>> ListAsync<T>(
        string sql, object? parameters, CancellationToken cancellationToken)
    {
        var (rows, behind) = await replica.ListAsync<T>(sql, parameters, accept, cancellationToken);
        Behind = behind > Behind ? behind : Behind;
        return rows;
    }
}
