using Microsoft.Extensions.Time.Testing;
using UsersService.Users;
using static UsersService.Tests.Cache.PrivateCache;

namespace UsersService.Tests.Cache;

/// <summary>Entries are fresh for the default of half a second.</summary>
public sealed class UserCacheTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.5);

    private readonly FakeTimeProvider _clock = new();
    private readonly PrivateCache _cache;

    public UserCacheTests() => _cache = new PrivateCache(_clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Fresh_entry_answers_instead_of_the_database()
    {
        await FindAsync(Someone(1, version: 1));
        _clock.Advance(Moment - TimeSpan.FromTicks(1));

        Assert.Equal(1, (await FindAsync(Someone(1, version: 2)))!.Version);
    }

    [Fact]
    public async Task Expired_entry_is_read_again()
    {
        await FindAsync(Someone(1, version: 1));
        _clock.Advance(Moment);

        Assert.Equal(2, (await FindAsync(Someone(1, version: 2)))!.Version);
    }

    [Fact]
    public async Task Freshness_counts_from_the_start_of_the_read()
    {
        await _cache.Users.FindAsync(1, SlowlyAsync, null, Cancellation);

        Assert.Equal(2, (await FindAsync(Someone(1, version: 2)))!.Version);

        Task<User?> SlowlyAsync(long id, CancellationToken token)
        {
            _clock.Advance(Moment);
            return Task.FromResult<User?>(Someone(id));
        }
    }

    [Fact]
    public async Task Slow_read_does_not_replace_a_later_write()
    {
        var answer = new TaskCompletionSource<User?>();
        var reading = _cache.Users.FindAsync(1, (_, _) => answer.Task, null, Cancellation);
        _clock.Advance(Moment / 2);
        _cache.Users.Remember(1, Someone(1, version: 2));

        answer.SetResult(Someone(1, version: 1));
        await reading;

        Assert.Equal(2, (await _cache.Users.RecallAsync(1))!.User!.Version);
        Assert.Equal(3, (await FindAsync(Someone(1, version: 3)))!.Version);
    }

    [Fact]
    public async Task Read_that_began_too_long_ago_is_not_shared()
    {
        var hanging = new TaskCompletionSource<User?>();
        var first = _cache.Users.FindAsync(1, (_, _) => hanging.Task, null, Cancellation);
        _clock.Advance(Moment + TimeSpan.FromTicks(1));
        var second = FindAsync(Someone(1, version: 2));

        hanging.SetResult(Someone(1, version: 1));

        Assert.Equal((1, 2), ((await first)!.Version, (await second)!.Version));
    }

    [Fact]
    public async Task Client_that_has_just_written_reads_past_the_cache()
    {
        await FindAsync(Someone(1, version: 1));

        Assert.Equal(2, (await _cache.Users.FindNowAsync(1, Read(Someone(1, version: 2)), Cancellation))!.Version);
    }

    [Fact]
    public async Task Own_write_is_cached_but_not_fresh()
    {
        _cache.Users.Remember(1, Someone(1, version: 1));

        Assert.Equal(1, (await _cache.Users.RecallAsync(1))!.User!.Version);
        Assert.Equal(2, (await FindAsync(Someone(1, version: 2)))!.Version);
    }

    [Fact]
    public async Task Deleted_user_is_cached_and_unknown_id_is_not()
    {
        await FindAsync(Someone(1));
        _cache.Users.Remember(1, null);
        _cache.Users.Remember(2, null);

        Assert.Null((await _cache.Users.RecallAsync(1))!.User);
        Assert.Null(await _cache.Users.RecallAsync(2));
    }

    [Fact]
    public async Task Failure_is_not_cached()
    {
        await Assert.ThrowsAsync<TimeoutException>(
            () => _cache.Users.FindAsync(1, (_, _) => throw new TimeoutException(), null, Cancellation));

        Assert.Equal(1, (await FindAsync(Someone(1)))!.Version);
    }

    private Task<User?> FindAsync(User inDatabase) =>
        _cache.Users.FindAsync(inDatabase.Id, Read(inDatabase), null, Cancellation);

    private static UsersService.Cache.ReadUser Read(User user) => (_, _) => Task.FromResult<User?>(user);
}
