using System.Globalization;
using Platform.Resilience;
using Polly.CircuitBreaker;
using StackExchange.Redis;
using UsersService.Users;

namespace UsersService.Cache;

// Every failure is a miss: calls have a time limit and a breaker of their own, and nothing waits for the connection.
internal sealed class SharedCache(
    ValkeyConnection connection, [FromKeyedServices(SharedCache.BreakerName)] Breaker breaker, CacheSettings settings,
    UsersSettings users, TimeProvider clock)
{
    public const string BreakerName = "cache";

    // With the version of the stored form.
    private const string Prefix = "evenkeel:users:2:";

    public async Task<CachedUser?> FindAsync(long id) =>
        await AskAsync<byte[]?>(async valkey => await valkey.StringGetAsync(Key(id))) is { } stored
            ? CachedUserDocument.Read(stored)
            : null;

    public Task KeepAsync(long id, CachedUser known) =>
        AskAsync(valkey => valkey.StringSetAsync(Key(id), CachedUserDocument.Of(known), users.RememberedFor));

    public Task RemoveAsync(long id) => AskAsync(valkey => valkey.KeyDeleteAsync(Key(id)));

    public static string? FailureOf(Exception error) => error switch
    {
        TimeoutException => "timeout",
        RedisConnectionException => "connection",
        RedisException => "refused",
        _ => null,
    };

    private async Task<T?> AskAsync<T>(Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await breaker.ExecuteAsync(
                async token => await RunAsync().WaitAsync(settings.Timeout, clock, token), CancellationToken.None);
        }
        catch (Exception error) when (error is BrokenCircuitException || FailureOf(error) is not null)
        {
            return default;
        }

        async Task<T> RunAsync() => await call(await connection.OpenAsync());
    }

    private static string Key(long id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}");
}
