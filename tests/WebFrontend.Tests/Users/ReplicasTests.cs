using System.Net;
using Microsoft.AspNetCore.Http;

namespace WebFrontend.Tests.Users;

/// <summary>What a reader of the page notices when one of two replicas of users-service hangs or fails.</summary>
public sealed class ReplicasTests : IAsyncLifetime
{
    private UsersReplica _broken = null!;
    private UsersReplica _sound = null!;
    private RunningFrontend _frontend = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broken = await UsersReplica.StartAsync();
        _sound = await UsersReplica.StartAsync();
        _frontend = RunningFrontend.Start(
            [_broken.Address, _sound.Address], ("Users:Timeout", "00:00:02"), ("Users:FreshFor", "00:00:00"));
    }

    public async ValueTask DisposeAsync()
    {
        await _frontend.DisposeAsync();
        await _broken.DisposeAsync();
        await _sound.DisposeAsync();
    }

    [Fact]
    public async Task Hanging_replica_fails_no_page_and_is_asked_last()
    {
        _broken.Answer = HangAsync;

        var pages = new List<(HttpStatusCode Status, TimeSpan Time)>();
        for (var page = 0; page < 20; page++)
        {
            pages.Add(await PageAsync());
        }

        Assert.All(pages, page => Assert.Equal(HttpStatusCode.OK, page.Status));
        Assert.InRange(pages.Max(page => page.Time), TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
        Assert.InRange(_broken.Requests, 0, 2);
        Assert.InRange(pages.Count(page => page.Time > TimeSpan.FromSeconds(0.9)), 0, 2);
    }

    public static TheoryData<string, RequestDelegate> Failures => new()
    {
        { "it disconnects", context => { context.Abort(); return Task.CompletedTask; } },
        { "it fails", context => UsersReplica.JsonAsync(context, 500, "{}") },
        { "it is damaged", context => UsersReplica.JsonAsync(context, 200, "[") },
        { "it cannot answer now", context => UsersReplica.ProblemAsync(context, 503, "Failed to fetch users") },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Read_that_one_replica_fails_is_asked_of_the_other(string how, RequestDelegate answer)
    {
        Assert.NotEmpty(how);
        _broken.Answer = answer;

        for (var page = 0; page < 10; page++)
        {
            Assert.Equal(HttpStatusCode.OK, (await PageAsync()).Status);
        }

        Assert.True(_broken.Requests > 0);
    }

    [Fact]
    public async Task Replica_that_hangs_for_writes_is_asked_last()
    {
        _broken.Answer = HangAsync;
        _sound.Answer = UsersReplica.List(
            "[]", context => UsersReplica.ProblemAsync(context, 409, "Email already exists"));

        for (var write = 0; write < 20; write++)
        {
            await RegisterAsync();
        }

        Assert.InRange(_broken.Requests, 0, 2);
    }

    [Fact]
    public async Task Write_that_may_have_been_done_is_sent_once()
    {
        foreach (var replica in (UsersReplica[])[_broken, _sound])
        {
            replica.Answer = UsersReplica.List("[]", context =>
            {
                context.Abort();
                return Task.CompletedTask;
            });
        }

        var page = await RegisterAsync();

        Assert.Contains("Failed to create user", page, StringComparison.Ordinal);
        Assert.Equal(1, new[] { _broken, _sound }.Count(replica => replica.Written is not null));
    }

    [Fact]
    public async Task Each_replica_has_a_breaker_of_its_own()
    {
        var breakers = await _frontend.ManagementAsync("/internal/breakers");

        foreach (var replica in (UsersReplica[])[_broken, _sound])
        {
            Assert.Contains(
                $"\"name\":\"users/{new Uri(replica.Address).Authority}\"", breakers, StringComparison.Ordinal);
        }
    }

    private async Task<string> RegisterAsync()
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["name"] = "Grace", ["email"] = "grace@example.org" });
        using var response = await _frontend.Client.PostAsync("/user", form, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private async Task<(HttpStatusCode Status, TimeSpan Time)> PageAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        using var response = await _frontend.Client.GetAsync("/", Cancellation);
        return (response.StatusCode, TimeProvider.System.GetElapsedTime(started));
    }

    private static Task HangAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
}
