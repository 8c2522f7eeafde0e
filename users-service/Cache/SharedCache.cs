using Microsoft.Extensions.Caching.Distributed;
using Platform.Resilience;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace UsersService.Cache;

// Every failure is a miss: calls have a time limit and a breaker of their own, and nothing waits for the connection.
internal sealed class SharedCache(
    ValkeyConnection connection, [FromKeyedServices(SharedCache.BreakerName)] Breaker breaker, CacheSettings settings,
    TimeProvider clock) : IDistributedCache
{
    public const string BreakerName = "cache";

    // With the version of the stored form.
    private const string Prefix = "evenkeel:users:1:";

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        AskAsync<byte[]?>(async valkey => await valkey.StringGetAsync(Prefix + key), token);

    public Task SetAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        AskAsync(
            valkey => valkey.StringSetAsync(Prefix + key, value, options.AbsoluteExpirationRelativeToNow!.Value),
            token);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        AskAsync(valkey => valkey.KeyDeleteAsync(Prefix + key), token);

    public static string? FailureOf(Exception error) => error switch
    {
        TimeoutException => "timeout",
        RedisConnectionException => "connection",
        RedisException => "refused",
        _ => null,
    };

    private async Task<T?> AskAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await breaker.ExecuteAsync(
                async token => await RunAsync().WaitAsync(settings.Timeout, clock, token), cancellationToken);
        }
        catch (Exception error) when (error is BrokenCircuitException || FailureOf(error) is not null)
        {
            return default;
        }

        async Task<T> RunAsync() => await call(await connection.OpenAsync());
    }

    // The hybrid cache calls none of these.
    byte[]? IDistributedCache.Get(string key) => throw new NotSupportedException();

    void IDistributedCache.Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        throw new NotSupportedException();

    void IDistributedCache.Refresh(string key) => throw new NotSupportedException();

    Task IDistributedCache.RefreshAsync(string key, CancellationToken token) => throw new NotSupportedException();

    void IDistributedCache.Remove(string key) => throw new NotSupportedException();
}
