using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Testing;
using UsersService.Database;

namespace UsersService.Tests.Database;

public sealed class GroupedCallsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly List<(IReadOnlyList<int> Calls, TaskCompletionSource<IReadOnlyList<int>> Result)> _groups = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_starts_at_once_while_few_run()
    {
        var calls = Calls();

        var answers = Start(calls, 1, 2);

        Assert.Equal(["1", "2"], Groups);
        Succeed(0);
        Succeed(1);
        var results = await Task.WhenAll(answers);
        Assert.Equal([10, 20], results);
    }

    [Fact]
    public async Task Calls_that_arrive_meanwhile_are_executed_together()
    {
        var calls = Calls();
        var answers = Start(calls, 1, 2, 3, 4, 5);

        Succeed(0);
        await StartedAsync(3);
        Succeed(1);
        Succeed(2);

        var results = await Task.WhenAll(answers);
        Assert.Equal([10, 20, 30, 40, 50], results);
        Assert.Equal(["1", "2", "3,4,5"], Groups);
    }

    [Fact]
    public async Task Calls_that_do_not_fit_are_executed_one_after_the_other()
    {
        var calls = Calls((one, other) => one % 10 != other % 10);
        var answers = Start(calls, 1, 2, 3, 4, 13, 5);

        Succeed(0);
        await StartedAsync(3);
        Succeed(1);
        await StartedAsync(4);
        Succeed(2);
        Succeed(3);

        var results = await Task.WhenAll(answers);
        Assert.Equal([10, 20, 30, 40, 130, 50], results);
        Assert.Equal(["1", "2", "3,4", "13,5"], Groups);
    }

    [Fact]
    public async Task Refused_call_does_not_fail_those_executed_with_it()
    {
        var calls = Calls();
        var answers = Start(calls, 1, 2, 3, 4);
        Succeed(0);
        await StartedAsync(3);

        Fail(2, Refusal());
        await StartedAsync(4);
        Fail(3, Refusal());
        await StartedAsync(5);
        Succeed(4);

        Assert.Equal(40, await answers[3]);
        await Assert.ThrowsAsync<PostgresException>(() => answers[2]);
        Assert.Equal(["1", "2", "3,4", "3", "4"], Groups);
    }

    [Fact]
    public async Task Failure_of_the_database_fails_all_without_a_second_attempt()
    {
        var calls = Calls();
        var answers = Start(calls, 1, 2, 3, 4);
        Succeed(0);
        await StartedAsync(3);

        Fail(2, new NpgsqlException());

        await Assert.ThrowsAsync<NpgsqlException>(() => answers[2]);
        await Assert.ThrowsAsync<NpgsqlException>(() => answers[3]);
        Assert.Equal(3, _groups.Count);
    }

    [Fact]
    public async Task Call_whose_limit_is_over_before_it_starts_is_not_executed()
    {
        var calls = Calls();
        var late = Start(calls, 1, 2, 3);
        _clock.Advance(Limit);
        await Assert.ThrowsAsync<TimeoutException>(() => late[2]);
        var next = calls.ExecuteAsync(4, Cancellation);

        Succeed(0);
        await StartedAsync(3);
        Succeed(2);

        Assert.Equal(40, await next);
        Assert.Equal(["1", "2", "4"], Groups);
    }

    [Fact]
    public async Task Call_of_a_client_that_is_gone_is_not_executed()
    {
        var calls = Calls();
        Start(calls, 1, 2);
        using var client = new CancellationTokenSource();
        var gone = calls.ExecuteAsync(3, client.Token);
        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        var next = calls.ExecuteAsync(4, Cancellation);
        Succeed(0);
        await StartedAsync(3);
        Succeed(2);

        Assert.Equal(40, await next);
        Assert.Equal(["1", "2", "4"], Groups);
    }

    private string[] Groups => [.. _groups.Select(group => string.Join(',', group.Calls))];

    private static PostgresException Refusal() => new("", "ERROR", "ERROR", PostgresErrorCodes.CheckViolation);

    private static Task<int>[] Start(GroupedCalls<int, int> calls, params int[] values) =>
        [.. values.Select(value => calls.ExecuteAsync(value, Cancellation))];

    private GroupedCalls<int, int> Calls(Func<int, int, bool>? fit = null) => new(
        values =>
        {
            var result = new TaskCompletionSource<IReadOnlyList<int>>(
                TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_groups)
            {
                _groups.Add((values, result));
            }

            return result.Task;
        },
        Limit, _clock, fit);

    private Task StartedAsync(int groups) => Eventually.EqualAsync(groups, () =>
    {
        lock (_groups)
        {
            return Task.FromResult(_groups.Count);
        }
    });

    private void Succeed(int group) =>
        _groups[group].Result.SetResult([.. _groups[group].Calls.Select(value => value * 10)]);

    private void Fail(int group, Exception error) => _groups[group].Result.SetException(error);
}
