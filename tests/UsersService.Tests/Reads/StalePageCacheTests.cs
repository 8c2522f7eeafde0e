using Microsoft.Extensions.Time.Testing;
using UsersService.Listing;
using UsersService.Reads;
using UsersService.Tests.Cache;
using UsersService.Users;
using static UsersService.Tests.Cache.PrivateCache;

namespace UsersService.Tests.Reads;

public sealed class StalePageCacheTests : IDisposable
{
    private static readonly PageRequest FirstPage = new(10, null);

    private readonly FakeTimeProvider _clock = new();
    private readonly PrivateCache _cache;
    private readonly StalePageCache _pages;

    public StalePageCacheTests()
    {
        var settings = new UsersSettings { ListCap = 200, Remembered = 10, RememberedFor = TimeSpan.FromMinutes(1) };
        _cache = new PrivateCache(_clock);
        _pages = new StalePageCache(_cache.Users, settings, _clock);
    }

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Unknown_page_and_user_are_misses()
    {
        Assert.Null(_pages.Page(FirstPage));
        Assert.Null(await _pages.UserAsync(1));
    }

    [Fact]
    public async Task Page_keeps_the_time_of_its_read()
    {
        var read = _clock.GetUtcNow();
        _pages.Remember(FirstPage, new([Someone(1)], null), _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(read, (_pages.Page(FirstPage))!.At);
    }

    [Fact]
    public async Task Expired_page_and_user_are_misses()
    {
        _pages.Remember(FirstPage, new([Someone(1)], null), _clock.GetUtcNow());
        _cache.Users.Remember(1, Someone(1));
        _clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Null(_pages.Page(FirstPage));
        Assert.Null(await _pages.UserAsync(1));
    }

    [Fact]
    public async Task Page_read_after_a_user_wins()
    {
        _cache.Users.Remember(1, Someone(1, version: 1));
        _pages.Remember(FirstPage, new([Someone(1, version: 2)], null), _clock.GetUtcNow());

        Assert.Equal(2, Assert.Single(await UsersOnPageAsync()).Version);
    }

    [Fact]
    public async Task User_read_after_a_page_wins()
    {
        _pages.Remember(FirstPage, new([Someone(1, version: 1), Someone(2)], null), _clock.GetUtcNow());
        _cache.Users.Remember(1, Someone(1, version: 2));
        _cache.Users.Remember(2, Someone(2));
        _cache.Users.Remember(2, null);

        Assert.Equal([(1L, 2)], (await UsersOnPageAsync()).Select(user => (user.Id, user.Version)));
        Assert.Equal(new Stale<User?>(null, _clock.GetUtcNow()), await _pages.UserAsync(2));
    }

    [Fact]
    public async Task Changed_user_is_dropped_from_a_filtered_page()
    {
        var found = FirstPage with { Filter = new() { Search = Search.Parse("ada") } };
        _pages.Remember(found, new([Someone(1, version: 1), Someone(2), Someone(3)], null), _clock.GetUtcNow());
        _cache.Users.Remember(1, Someone(1, version: 2));
        _cache.Users.Remember(2, Someone(2));
        _cache.Users.Remember(3, Someone(3));
        _cache.Users.Remember(3, null);

        Assert.Equal([2L], (_pages.Page(found))!.Value.Users.Select(user => user.Id));
    }

    [Fact]
    public async Task Deleted_user_is_on_the_page_of_deleted_users_only()
    {
        var deleted = Someone(1, version: 2) with { DeletedAt = DateTime.UnixEpoch };
        var page = FirstPage with { Filter = new() { Status = UserStatus.Deleted } };
        _cache.Users.Remember(1, Someone(1, version: 1));
        _cache.Users.Remember(1, null);
        _pages.Remember(
            page, new([deleted, Someone(2) with { DeletedAt = DateTime.UnixEpoch }], null), _clock.GetUtcNow());

        Assert.Equal([1L, 2L], (_pages.Page(page))!.Value.Users.Select(user => user.Id));
        Assert.Null(await _pages.UserAsync(2));
    }

    [Fact]
    public async Task Restored_user_is_shown()
    {
        _cache.Users.Remember(1, Someone(1));
        _cache.Users.Remember(1, null);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _pages.Remember(FirstPage, new([Someone(1, version: 3)], null), _clock.GetUtcNow());

        Assert.Equal(3, Assert.Single(await UsersOnPageAsync()).Version);
    }

    [Fact]
    public async Task Cache_size_is_bounded()
    {
        for (var limit = 1; limit <= 100; limit++)
        {
            _pages.Remember(new PageRequest(limit, null), new([Someone(limit)], null), _clock.GetUtcNow());
        }

        var kept = 0;
        for (var id = 1; id <= 100; id++)
        {
            kept += await _pages.UserAsync(id) is null ? 0 : 1;
        }

        Assert.InRange(kept, 1, 5);
    }

    [Theory]
    [InlineData(20, nameof(CountMode.Capped))]
    [InlineData(200, nameof(CountMode.None))]
    [InlineData(1000, nameof(CountMode.None))]
    public async Task First_page_of_the_plain_list_survives_any_number_of_other_pages(int limit, string count)
    {
        var plain = new PageRequest(limit, null) { Count = Enum.Parse<CountMode>(count) };
        Remember(plain, users: limit);

        RememberOddPages(times: 3);

        Assert.Equal(limit, (_pages.Page(plain))?.Value.Users.Count);
    }

    [Fact]
    public async Task Page_that_is_read_again_survives_pages_that_are_read_once()
    {
        Remember(FirstPage, users: 4);
        Remember(FirstPage, users: 4);

        RememberOddPages(times: 1);

        Assert.NotNull(_pages.Page(FirstPage));
    }

    [Fact]
    public async Task Newest_page_replaces_older_ones_when_the_cache_is_full()
    {
        RememberOddPages(times: 1);
        Remember(FirstPage, users: 4);

        Assert.NotNull(_pages.Page(FirstPage));
    }

    private void RememberOddPages(int times)
    {
        for (var page = 0; page < 80 * times; page++)
        {
            var odd = new UserFilter { CreatedFrom = DateTime.UnixEpoch.AddDays(page % 80) };
            Remember(FirstPage with { Filter = odd }, users: 2);
        }
    }

    private void Remember(PageRequest request, int users) => _pages.Remember(
        request, new([.. Enumerable.Range(1, users).Select(id => Someone(id))], null), _clock.GetUtcNow());

    private async Task<IReadOnlyList<User>> UsersOnPageAsync() => (_pages.Page(FirstPage))!.Value.Users;
}
