using StackExchange.Redis;

namespace UsersService.Cache;

/// <summary>One connection for all calls, opened on first use; it reconnects by itself.</summary>
internal sealed class ValkeyConnection : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _connection;

    public ValkeyConnection(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(1000);
        options.ConnectTimeout = 1000;
        options.AsyncTimeout = 1000;
        options.KeepAlive = 5;
        _connection = new(() => ConnectionMultiplexer.ConnectAsync(options));
    }

    public async Task<IDatabase> OpenAsync() => (await _connection.Value).GetDatabase();

    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
        {
            await (await _connection.Value).DisposeAsync();
        }
    }
}
