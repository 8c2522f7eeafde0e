using Testing;

namespace UsersService.Tests.ReadReplica;

/// <summary>
/// A primary and its streaming replica for tests that stop them; each test gets both running and in step.
/// </summary>
public sealed class ReplicatedPostgres : IAsyncDisposable
{
    private PrivatePostgres? _primary;
    private PrivatePostgres? _replica;

    public async Task<(PrivatePostgres Primary, PrivatePostgres Replica)> StartedAsync(
        CancellationToken cancellationToken)
    {
        _primary ??= await PrivatePostgres.StartAsync(cancellationToken);
        _replica ??= await _primary.StartReplicaAsync("replica", cancellationToken);
        foreach (var server in new[] { _primary, _replica }.Where(server => !server.IsRunning))
        {
            await server.StartAgainAsync(cancellationToken);
        }

        await _replica.ResumeReplayAsync();
        return (_primary, _replica);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { _replica, _primary }.OfType<PrivatePostgres>())
        {
            await server.DisposeAsync();
        }
    }
}
