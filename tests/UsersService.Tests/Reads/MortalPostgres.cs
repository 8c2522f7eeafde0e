using Testing;

namespace UsersService.Tests.Reads;

/// <summary>A server for tests that stop it; each gets it running, with a new database.</summary>
public sealed class MortalPostgres : IAsyncDisposable
{
    private PrivatePostgres? _server;
    private bool _stopped;

    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        _server ??= await PrivatePostgres.StartAsync(cancellationToken);
        await StartAgainAsync(cancellationToken);

        return await TestRoles.CreateDatabaseAsync(_server.ConnectionString("postgres"), cancellationToken);
    }

    public async Task StopAsync()
    {
        await _server!.StopAsync();
        _stopped = true;
    }

    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        if (_stopped)
        {
            await _server!.StartAgainAsync(cancellationToken);
            _stopped = false;
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
