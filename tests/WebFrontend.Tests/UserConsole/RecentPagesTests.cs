using System.Net;

namespace WebFrontend.Tests.UserConsole;

public sealed class RecentPagesTests : IAsyncLifetime
{
    private UsersReplica _users = null!;
    private RunningFrontend _frontend = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _users = await UsersReplica.StartAsync();
        _frontend = RunningFrontend.Start(_users, ("Users:FreshFor", "00:00:05"));
    }

    public async ValueTask DisposeAsync()
    {
        await _frontend.DisposeAsync();
        await _users.DisposeAsync();
    }

    [Fact]
    public async Task One_page_serves_all_who_ask_at_the_same_time()
    {
        var pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync("/")));

        Assert.Single(pages.Distinct());
        Assert.Equal(1, _users.Requests);

        await GetAsync("/?cursor=abc");
        Assert.Equal(2, _users.Requests);
    }

    [Fact]
    public async Task Page_without_users_is_not_kept()
    {
        _users.Answer = context => UsersReplica.ProblemAsync(context, 503, "Failed to fetch users");
        using (var failed = await _frontend.Client.GetAsync("/", Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        }

        _users.Answer = UsersReplica.List("[]");

        Assert.Contains("No users yet.", await GetAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_shows_a_user_to_the_client_that_has_just_registered_it()
    {
        await GetAsync("/");
        _users.Answer = UsersReplica.List($"[{UsersReplica.Ada}]", context =>
        {
            context.Response.Headers["X-Last-Write"] = "0/1A2B";
            return UsersReplica.JsonAsync(context, 201, UsersReplica.Ada);
        });
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["name"] = "Ada", ["email"] = "ada@example.org" });

        using var registered = await _frontend.Client.PostAsync("/user", form, Cancellation);
        var cookie = registered.Headers.GetValues("Set-Cookie").Single();

        Assert.Equal("last_write=0%2F1A2B; max-age=60; path=/; samesite=strict; httponly", cookie);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var page = await _frontend.Client.SendAsync(request, Cancellation);

        Assert.Contains(
            ">Ada Lovelace</td>", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("0/1A2B", _users.Headers.Last()["X-Last-Write"]);
        Assert.DoesNotContain(">Ada Lovelace</td>", await GetAsync("/"), StringComparison.Ordinal);
    }

    private Task<string> GetAsync(string path) => _frontend.Client.GetStringAsync(path, Cancellation);
}
