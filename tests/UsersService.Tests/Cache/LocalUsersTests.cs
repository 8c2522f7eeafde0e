using UsersService.Cache;
using static UsersService.Tests.Cache.PrivateCache;

namespace UsersService.Tests.Cache;

public sealed class LocalUsersTests
{
    private static readonly int Size = Known(1).Size;

    private readonly LocalUsers _users = new(100 * Size);

    [Fact]
    public void Size_is_bounded_and_the_newest_users_stay()
    {
        KeepAll(1, 1_000);

        Assert.All(Enumerable.Range(951, 50), id => Assert.NotNull(_users.Find(id)));
        Assert.InRange(Enumerable.Range(1, 1_000).Count(id => _users.Find(id) is not null), 50, 101);
    }

    [Fact]
    public void User_that_is_looked_up_stays()
    {
        _users.Keep(0, Known(0));

        for (var id = 1; id <= 1_000; id++)
        {
            _users.Keep(id, Known(id));
            Assert.NotNull(_users.Find(0));
        }
    }

    [Fact]
    public void User_that_is_kept_again_takes_no_more_space()
    {
        _users.Keep(0, Known(0));

        for (var time = 0; time < 1_000; time++)
        {
            _users.Keep(1, Known(1));
        }

        Assert.NotNull(_users.Find(0));
    }

    [Fact]
    public void Older_entry_does_not_replace_a_younger_one()
    {
        _users.Keep(1, Known(1, version: 2));
        _users.Keep(1, new(Someone(1), DateTimeOffset.UnixEpoch));

        Assert.Equal(2, _users.Find(1)!.User!.Version);
    }

    [Fact]
    public async Task Concurrent_use_keeps_to_the_size()
    {
        await Parallel.ForAsync(0, 4, TestContext.Current.CancellationToken, (part, _) =>
        {
            KeepAll(part * 10_000, 10_000);
            return ValueTask.CompletedTask;
        });

        Assert.InRange(Enumerable.Range(0, 40_000).Count(id => _users.Find(id) is not null), 1, 104);
    }

    private void KeepAll(int first, int count)
    {
        foreach (var id in Enumerable.Range(first, count))
        {
            _users.Keep(id, Known(id));
        }
    }

    private static CachedUser Known(long id, int version = 1) =>
        new(Someone(1, version) with { Id = id }, DateTimeOffset.UnixEpoch.AddHours(1));
}
