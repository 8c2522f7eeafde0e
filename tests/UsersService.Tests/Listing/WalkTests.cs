using System.Globalization;
using Npgsql;

namespace UsersService.Tests.Listing;

/// <summary>
/// Walks through pages while others create, change, delete and restore users, some in long transactions.
/// </summary>
public sealed class WalkTests(UsersApi api) : IClassFixture<UsersApi>
{
    private const int Throughout = 40;
    private const int ComeAndGo = 20;

    private static readonly DateTime Epoch = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    public static TheoryData<string> Orders =>
        ["created_at", "-created_at", "name", "-name", "email", "-email", "updated_at", "-updated_at", "id", "-id"];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Walk_visits_every_constant_user_once_and_no_user_twice(string order)
    {
        await StoredUsers.ReplaceAsync(api.Database, [.. Enumerable.Range(1, Throughout + ComeAndGo).Select(NewUser)]);
        await WhileOthersAsync(
            async () =>
            {
                for (var walk = 0; walk < 4; walk++)
                {
                    var (forwards, end) = await WalkAsync($"/api/users?sort={order}&limit=5", "next");
                    var (before, _) = await WalkAsync(end.LinkTo("prev")!, "prev");
                    long[] backwards = [.. end.Ids().Reverse(), .. before];

                    AssertOnce(forwards);
                    AssertOnce(backwards);
                }
            },
            done =>
            [
                RenameAsync(1, TimeSpan.Zero, done), RenameAsync(2, TimeSpan.FromMilliseconds(15), done),
                ComeAndGoAsync(done), CreateAsync(done),
            ]);
    }

    [Fact]
    public async Task Walk_by_search_visits_every_constant_match_once()
    {
        await StoredUsers.ReplaceAsync(api.Database, [.. Enumerable.Range(1, Throughout).Select(NewUser)]);
        await WhileOthersAsync(
            async () => AssertOnce((await WalkAsync("/api/users?sort=name&limit=3&q=user", "next")).Met),
            done => [RenameAsync(1, TimeSpan.FromMilliseconds(5), done)]);
    }

    private static async Task WhileOthersAsync(Func<Task> walk, Func<CancellationToken, Task[]> act)
    {
        using var done = new CancellationTokenSource();
        var others = Task.WhenAll(act(done.Token));
        try
        {
            await walk();
        }
        finally
        {
            await done.CancelAsync();
            await others;
        }
    }

    private static void AssertOnce(IReadOnlyList<long> met)
    {
        Assert.Equal(met.Distinct(), met);
        Assert.Equal(Enumerable.Range(1, Throughout).Select(id => (long)id), met.Where(id => id <= Throughout).Order());
    }

    private async Task<(List<long> Met, Answer Last)> WalkAsync(string address, string relation)
    {
        var met = new List<long>();
        for (var next = address; ;)
        {
            var page = await api.SendAsync("GET", next);
            Assert.True(page.Status == 200 && page.Header("X-Data-Freshness") is null, page.Body);
            met.AddRange(relation == "next" ? page.Ids() : page.Ids().Reverse());
            next = page.LinkTo(relation);
            if (next is null)
            {
                return (met, page);
            }
        }
    }

    private static StoredUser NewUser(int id) => new(
        id, $"{(char)('a' + (id * 7 % 26))} user {id}", $"{(char)('a' + (id * 11 % 26))}-user{id}@example.com",
        Epoch.AddMinutes(id * 17 % 30), Epoch.AddMinutes(id * 23 % 40), StoredState.Active);

    private Task RenameAsync(
        int start, TimeSpan pause, CancellationToken done) => UntilAsync(async (connection, round) =>
    {
        var (id, letter) = (1 + ((start + (round * 13)) % Throughout), (char)('a' + (((round * 5) + start) % 26)));
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await StoredUsers.ChangeAsync(
            connection, id,
            "name = @name, name_folded = @name, email = @email, email_folded = @email, email_key = @email",
            new { id, name = $"{letter} user {id}", email = $"{letter}-user{id}@example.com" });
        await Task.Delay(pause, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }, done);

    private Task ComeAndGoAsync(CancellationToken done) => UntilAsync((connection, round) =>
    {
        var id = Throughout + 1 + (round * 7 % ComeAndGo);
        return StoredUsers.ChangeAsync(
            connection, id,
            "deleted_at = case when deleted_at is null then now() end, "
            + "purge_at = case when deleted_at is null then now() end",
            new { id });
    }, done);

    private Task CreateAsync(CancellationToken done) => UntilAsync(async (_, round) =>
    {
        if (round < 60)
        {
            await api.CreateAsync(
                $"{(char)('a' + (round % 26))} new",
                string.Create(CultureInfo.InvariantCulture, $"new{Guid.NewGuid():N}@example.com"));
        }

        await Task.Delay(5, CancellationToken.None);
    }, done);

    private async Task UntilAsync(Func<NpgsqlConnection, int, Task> act, CancellationToken done)
    {
        await using var connection = new NpgsqlConnection(api.Database);
        await connection.OpenAsync(CancellationToken.None);
        for (var round = 0; !done.IsCancellationRequested; round++)
        {
            await act(connection, round);
        }
    }
}
