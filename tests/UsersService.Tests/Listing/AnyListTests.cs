using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Testing;
using UsersService.Names;
using Address = UsersService.Emails.Email;

namespace UsersService.Tests.Listing;

/// <summary>Any parameters on any users, compared with a list computed in memory.</summary>
public sealed class AnyListTests(PostgresFixture postgres)
{
    private static readonly DateTime Epoch = new(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Gen<DateTime> AnyTime = Gen.Int[0, 30].Select(
        step => Epoch.AddHours(step).AddTicks(step * 10));

    private static readonly Gen<string> AnyName = Gen.Select(
        OneOf(
            "Ada", "ÀDÉ", "ade", "Bo", "O'Hara_%", "back\\slash", "Łukasz", "ﬁne", "王小明", "Ångström", "straße",
            "😀 Zoë"),
        OneOf("", " Love", " of Lovelace", " 12", " ĳ"), (first, last) => first + last);

    private static readonly Gen<StoredUser[]> AnyUsers =
        Gen.Select(
            AnyName, OneOf("ada", "ÀDE", "bo_b", "x%y", "王"), OneOf("example.com", "bücher.example"), AnyTime, AnyTime,
            Gen.Int[0, 9])
            .Array[40, 60]
            .Select(users => users.Select((user, index) => new StoredUser(
                index + 1, user.Item1, $"{user.Item2}{index}@{user.Item3}", user.Item4, user.Item5,
                user.Item6 switch
                {
                    < 7 => StoredState.Active,
                    < 9 => StoredState.Deleted,
                    _ => StoredState.Erased,
                })).ToArray());

    private static readonly Gen<string> AnySearch = OneOf(
        "", "", "", "a", "AD", "ade", "Àd", "love", "LOVE", "%", "_", "\\", "_%", "a%", "o'h", "lace", "ß", "ss", "王",
        "王小明", "ﬁ", "fin", "1", "12", "7", "ada1@EXAMPLE.com", "àde3@xn--bcher-kva.example", "x%y", "zzz", "example",
        "ukasz", "😀", " ada ");

    private static readonly Gen<Wanted> AnyWanted = Gen.Select(
        Gen.Select(
            OneOf(
                "", "created_at", "-created_at", "name", "-name", "email", "-email", "updated_at", "-updated_at", "id",
                "-id"),
            OneOf("", "active", "deleted", "all"), OneOf("", "none", "capped", "exact"), OneOf("", "full")),
        AnySearch, Rarely(OneOf("ADA1@example.com", "ada2@example.com", "àde3@bücher.example", "bo_b4@example.com")),
        Rarely(Gen.Int[1, 70].Array[1, 12].Select(ids => string.Join(',', ids))),
        Rarely(AnyTime.Select(Text)), Rarely(AnyTime.Select(Text)), Gen.Int[2, 20],
        (choice, search, email, ids, after, before, limit) =>
            new Wanted(
                choice.Item1, choice.Item2, choice.Item3, choice.Item4, search, email, ids, after, before, limit));

    [Fact]
    public async Task Any_list_has_the_matching_users_in_order_in_both_directions()
    {
        // A search continues beyond the users that it scans first.
        await using var api = new UsersApi(await postgres.CreateDatabaseAsync(), ("Users:SearchReach", "9"));
        await api.InitializeAsync();

        await Gen.Select(AnyUsers, AnyWanted.Array[15]).SampleAsync(
            async (users, lists) =>
            {
                await StoredUsers.ReplaceAsync(api.Database, users);
                foreach (var wanted in lists)
                {
                    await CheckAsync(api, wanted, [.. wanted.Of(users).Select(user => user.Id)]);
                }
            },
            iter: 15, threads: 1);
    }

    private static async Task CheckAsync(UsersApi api, Wanted wanted, long[] expected)
    {
        var forwards = await WalkAsync(api, wanted.Url, "next");
        var backwards = await WalkAsync(api, forwards[^1].Address, "prev");

        Assert.Equal(expected, forwards.SelectMany(page => page.Answer.Ids()));
        Assert.Equal(expected, Enumerable.Reverse(backwards).SelectMany(page => page.Answer.Ids()));
        Assert.All(forwards, page => Assert.Equal(wanted.CountOf(expected), page.Answer.Header("X-Total-Count")));
        Assert.All(forwards.SelectMany(page => page.Answer.Json.EnumerateArray()), user => AssertShown(user, wanted));
    }

    private static void AssertShown(JsonElement user, Wanted wanted) =>
        Assert.Equal(wanted.View == "full" ? 8 : 4, user.EnumerateObject().Count());

    private static async Task<List<(string Address, Answer Answer)>> WalkAsync(
        UsersApi api, string address, string relation)
    {
        List<(string, Answer)> pages = [];
        for (var next = address; next is not null;)
        {
            var page = await api.SendAsync("GET", next);
            Assert.True(page.Status == 200, $"{next}: {page.Body}");
            pages.Add((next, page));
            next = page.LinkTo(relation);
        }

        return pages;
    }

    private static Gen<string> OneOf(params string[] values) =>
        Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Gen<string> Rarely(Gen<string> some) => Gen.Frequency((5, OneOf("")), (1, some));

    private static string Text(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffK", CultureInfo.InvariantCulture);

    private sealed record Wanted(
        string Sort, string Status, string Count, string View, string Search, string Email, string Ids, string After,
        string Before, int Limit)
    {
        public string Url => "/api/users?" + string.Join('&', new[]
        {
            ("sort", Sort), ("status", Status), ("count", Count), ("view", View), ("q", Search), ("email", Email),
            ("ids", Ids), ("created_after", After), ("created_before", Before),
            ("limit", Limit.ToString(CultureInfo.InvariantCulture)),
        }.Where(parameter => parameter.Item2.Length > 0)
            .Select(parameter => $"{parameter.Item1}={Uri.EscapeDataString(parameter.Item2)}"));

        public string? CountOf(long[] users) =>
            Count is "capped" or "exact" ? users.Length.ToString(CultureInfo.InvariantCulture) : null;

        public IEnumerable<StoredUser> Of(StoredUser[] users)
        {
            var sorted = users.Where(IsMeant).OrderBy(Key, KeyOrder).ThenBy(user => user.Id);
            return Sort is "" || Sort.StartsWith('-') ? sorted.Reverse() : sorted;
        }

        private static Comparer<byte[]> KeyOrder =>
            Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other));

        private byte[] Key(StoredUser user) => Encoding.UTF8.GetBytes(Sort.TrimStart('-') switch
        {
            "name" => user.NameFolded,
            "email" => user.EmailKey,
            "updated_at" => Text(user.UpdatedAt),
            "id" => "",
            _ => Text(user.CreatedAt),
        });

        private bool IsMeant(StoredUser user) =>
            (Status switch
            {
                "deleted" => user.State == StoredState.Deleted,
                "all" => user.State != StoredState.Erased,
                _ => user.State == StoredState.Active,
            })
            && (Search.Length == 0 || IsFound(user, Search.Trim()))
            && (Email.Length == 0 || user.EmailKey == Address.Parse(Email)!.Key)
            && (Ids.Length == 0 || Ids.Split(',').Contains(user.Id.ToString(CultureInfo.InvariantCulture)))
            && (After.Length == 0 || string.CompareOrdinal(Text(user.CreatedAt), After) >= 0)
            && (Before.Length == 0 || string.CompareOrdinal(Text(user.CreatedAt), Before) < 0);

        private static bool IsFound(StoredUser user, string search)
        {
            var folded = Folding.Fold(search);
            string[] texts = [user.NameFolded, user.EmailFolded];
            return search == user.Id.ToString(CultureInfo.InvariantCulture)
                || Address.Parse(search)?.Key == user.EmailKey
                || texts.Any(text => folded.Length < 3
                    ? WordStarts.Of(text).Split(' ').Contains(folded)
                    : text.Contains(folded, StringComparison.Ordinal));
        }
    }
}
