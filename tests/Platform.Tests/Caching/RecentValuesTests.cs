using Microsoft.Extensions.Time.Testing;
using Platform.Caching;

namespace Platform.Tests.Caching;

public sealed class RecentValuesTests
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private long _state;
    private int _made;

    [Fact]
    public async Task Value_serves_all_until_it_is_too_old()
    {
        var values = Values();

        Assert.Equal(1, await values.GetOrMakeAsync("a", MakeAsync));
        _clock.Advance(FreshFor - TimeSpan.FromTicks(1));
        Assert.Equal(1, await values.Find("a")!);
        Assert.Equal(1, await values.GetOrMakeAsync("a", MakeAsync));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(values.Find("a"));
        Assert.Equal(2, await values.GetOrMakeAsync("a", MakeAsync));
    }

    [Fact]
    public async Task Those_who_ask_meanwhile_wait_for_the_same_value()
    {
        var values = Values();
        var making = new TaskCompletionSource<int>();

        var asked = Enumerable.Range(0, 10).Select(_ => values.GetOrMakeAsync("a", () => making.Task)).ToArray();
        var found = values.Find("a")!;
        making.SetResult(7);

        Assert.All(await Task.WhenAll([.. asked, found]), value => Assert.Equal(7, value));
    }

    [Fact]
    public async Task Age_counts_from_the_beginning_of_the_making()
    {
        var values = Values();
        var making = new TaskCompletionSource<int>();
        var first = values.GetOrMakeAsync("a", () => making.Task);
        _clock.Advance(FreshFor);

        Assert.Equal(1, await values.GetOrMakeAsync("a", MakeAsync));

        making.SetResult(7);
        Assert.Equal(7, await first);
        Assert.Equal(1, await values.Find("a")!);
    }

    [Fact]
    public async Task Caller_that_needs_a_younger_value_has_it_made_for_all()
    {
        var values = Values();
        await values.GetOrMakeAsync("a", MakeAsync);
        _clock.Advance(FreshFor / 2);

        Assert.Null(values.Find("a", FreshFor / 2));
        Assert.Equal(1, await values.Find("a", (FreshFor / 2) + TimeSpan.FromTicks(1))!);
        Assert.Equal(2, await values.GetOrMakeAsync("a", MakeAsync, FreshFor / 2));
        Assert.Equal(2, await values.Find("a", FreshFor / 2)!);
    }

    [Fact]
    public async Task Value_of_an_earlier_state_is_not_used()
    {
        var values = Values();
        await values.GetOrMakeAsync("a", MakeAsync);

        _state++;

        Assert.Null(values.Find("a"));
        Assert.Equal(2, await values.GetOrMakeAsync("a", MakeAsync));
    }

    [Fact]
    public async Task State_may_change_while_a_value_is_made()
    {
        var values = Values();
        var making = new TaskCompletionSource<int>();
        var before = values.GetOrMakeAsync("a", () => making.Task);
        _state++;

        Assert.Equal(1, await values.GetOrMakeAsync("a", MakeAsync));

        making.SetResult(7);
        Assert.Equal(7, await before);
    }

    [Fact]
    public async Task Failures_and_useless_values_are_not_kept()
    {
        var values = Values();

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => values.GetOrMakeAsync("a", () => throw new InvalidOperationException()));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => values.GetOrMakeAsync("a", () => Task.FromException<int>(new InvalidOperationException())));
        Assert.Equal(-1, await values.GetOrMakeAsync("a", () => Task.FromResult(-1)));
        Assert.Null(values.Find("a"));
        Assert.Equal(1, await values.GetOrMakeAsync("a", MakeAsync));
    }

    [Fact]
    public async Task More_values_than_there_is_space_for_are_made_but_not_kept()
    {
        var values = Values(capacity: 2);
        foreach (var key in (string[])["a", "b", "c"])
        {
            await values.GetOrMakeAsync(key, MakeAsync);
        }

        Assert.NotNull(values.Find("a"));
        Assert.NotNull(values.Find("b"));
        Assert.Null(values.Find("c"));

        _clock.Advance(FreshFor);
        await values.GetOrMakeAsync("c", MakeAsync);

        Assert.NotNull(values.Find("c"));
    }

    private RecentValues<int> Values(int capacity = 10) =>
        new(FreshFor, capacity, value => value >= 0, _clock, () => _state);

    private Task<int> MakeAsync() => Task.FromResult(++_made);
}
