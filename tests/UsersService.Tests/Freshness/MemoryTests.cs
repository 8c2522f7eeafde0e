using Microsoft.Extensions.Time.Testing;
using UsersService.Freshness;
using UsersService.Listing;
using UsersService.Users;

namespace UsersService.Tests.Freshness;

public sealed class MemoryTests : IDisposable
{
    private static readonly PageRequest FirstPage = new(10, null);

    private readonly FakeTimeProvider _clock = new();
    private readonly Memory _memory;

    public MemoryTests() => _memory = new Memory(new UsersSettings { Remembered = 10, RememberedFor = TimeSpan.FromMinutes(1) }, _clock);

    public void Dispose() => _memory.Dispose();

    [Fact]
    public void Nothing_is_made_up()
    {
        Assert.Null(_memory.Page(FirstPage));
        Assert.Null(_memory.User(1));
    }

    [Fact]
    public void A_page_keeps_the_time_it_was_read()
    {
        var read = _clock.GetUtcNow();
        _memory.Remember(FirstPage, new([Someone(1)], null));
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(read, _memory.Page(FirstPage)!.At);
    }

    [Fact]
    public void What_is_too_old_is_forgotten()
    {
        _memory.Remember(FirstPage, new([Someone(1)], null));
        _memory.Remember(1, Someone(1));
        _clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Null(_memory.Page(FirstPage));
        Assert.Null(_memory.User(1));
    }

    [Fact]
    public void A_page_that_was_read_after_a_user_is_believed()
    {
        _memory.Remember(1, Someone(1, version: 1));
        _memory.Remember(FirstPage, new([Someone(1, version: 2)], null));

        Assert.Equal(2, _memory.Page(FirstPage)!.Value.Users.Single().Version);
    }

    [Fact]
    public void A_user_that_was_read_after_a_page_is_believed()
    {
        _memory.Remember(FirstPage, new([Someone(1, version: 1), Someone(2)], null));
        _memory.Remember(1, Someone(1, version: 2));
        _memory.Remember(2, Someone(2));
        _memory.Remember(2, null);

        Assert.Equal([(1L, 2)], _memory.Page(FirstPage)!.Value.Users.Select(user => (user.Id, user.Version)));
        Assert.Equal((true, null), (_memory.User(2) is not null, _memory.User(2)!.Value));
    }

    [Fact]
    public void An_id_that_nobody_had_is_not_remembered()
    {
        _memory.Remember(5, null);

        Assert.Null(_memory.User(5));
    }

    [Fact]
    public void It_does_not_grow_without_limit()
    {
        for (var id = 1; id <= 100; id++)
        {
            _memory.Remember(id, Someone(id));
        }

        Assert.InRange(Enumerable.Range(1, 100).Count(id => _memory.User(id) is not null), 1, 10);
    }

    private static User Someone(long id, int version = 1) =>
        new(id, "Ada", $"user{id}@example.com", DateTime.UnixEpoch, DateTime.UnixEpoch, version);
}
