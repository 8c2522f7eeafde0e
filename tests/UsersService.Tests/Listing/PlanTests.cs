using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using UsersService.Changes;
using UsersService.Erasure;
using UsersService.History;
using UsersService.Listing;
using UsersService.Users;

namespace UsersService.Tests.Listing;

/// <summary>The plans of the statements when there are a million users.</summary>
public sealed partial class PlanTests(MillionUsers million) : IClassFixture<MillionUsers>
{
    /// <summary>
    /// Blocks of 8 KiB: a page of 50 users far apart needs one for each user, and a few of the index.
    /// </summary>
    private const int BlocksOfAPage = 150;

    private static readonly UserFilter[] Filters =
    [
        new(),
        new() { Status = UserStatus.Deleted },
        new() { Status = UserStatus.All },
        new() { Search = Search.Parse("a") },
        new() { Search = Search.Parse("zq") },
        new() { Search = Search.Parse("42") },
        new() { Search = Search.Parse("太") },
        new() { Search = Search.Parse("example") },
        new() { Search = Search.Parse("user123456@example.com"), Status = UserStatus.All },
        new() { EmailKey = "user123456@example.com" },
        new() { Ids = "1,2,3", Status = UserStatus.All },
        new() { CreatedFrom = MillionUsers.Epoch.AddDays(100), CreatedBefore = MillionUsers.Epoch.AddDays(101) },
        new() { Search = Search.Parse("7e0"), CreatedFrom = MillionUsers.Epoch.AddDays(100) },
    ];

    public static TheoryData<string> Orders =>
        ["created_at", "-created_at", "name", "-name", "email", "-email", "updated_at", "-updated_at", "id", "-id"];

    public static TheoryData<string> StatementsOfOne =>
    [
        UserCreation.Sql, .. UserStore.All, .. UserStatements.All, .. UserHistory.All, .. UserExports.All, .. Purge.All,
    ];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Page_does_not_read_the_whole_table(string order)
    {
        foreach (var request in Requests(order))
        {
            foreach (var strategy in Enum.GetValues<ScanStrategy>())
            {
                var plan = await million.ExplainAsync(
                    ListStatements.Page(request, strategy), UserList.ParametersOf(request, 5_000));
                Assert.True(!ReadsAllUsers(plan), $"{strategy} {request}\n{plan}");
            }
        }
    }

    [Fact]
    public async Task Count_does_not_read_the_whole_table()
    {
        foreach (var filter in Filters)
        {
            var request = new PageRequest(50, null) { Filter = filter };
            var plan = await million.ExplainAsync(ListStatements.Count(filter), UserList.ParametersOf(request, 5_000));
            Assert.True(!ReadsAllUsers(plan), $"{filter}\n{plan}");
        }
    }

    [Theory]
    [InlineData(UserCounts.Totals)]
    [InlineData(UserCounts.SignUps)]
    public async Task Statistics_do_not_read_the_whole_table(string statement)
    {
        var plan = await million.ExplainAsync(statement, new { since = MillionUsers.Epoch.AddDays(600) });

        Assert.False(ReadsAllUsers(plan), $"{plan}");
    }

    [Fact]
    public async Task Active_users_are_counted_by_the_time_index()
    {
        var plan = await million.ExplainAsync(ActiveUsers.Count, new { span = TimeSpan.FromMinutes(5) });

        Assert.Contains(Nodes(plan), part =>
            part.TryGetProperty("Index Name", out var index) && index.GetString() == "user_history_by_time");
    }

    [Theory]
    [MemberData(nameof(StatementsOfOne))]
    public async Task Statement_about_one_user_does_not_read_the_whole_table(string statement)
    {
        var parameters = new DynamicParameters(new
        {
            id = 5L,
            versions = new[] { 1 },
            otherThan = new[] { 2 },
            unmodifiedBefore = (DateTime?)null,
            synthetic = false,
            createdAt = (DateTime?)null,
            purgeAfter = TimeSpan.FromDays(30),
            actor = "anonymous",
            requestId = "1",
            clientRequestId = "a",
            action = "updated",
            from = 7L,
            take = 50,
            batch = 500,
        });
        foreach (var field in UserField.All)
        {
            foreach (var parameter in field.Columns.Select(column => $"new_{column}").Append($"expected_{field.Name}"))
            {
                parameters.Add(parameter, "a@example.com");
            }
        }

        var plan = await million.ExplainAsync(Positional().Replace(statement, "null"), parameters);

        Assert.False(ReadsAllUsers(plan), $"{plan}");
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task Page_reads_few_blocks_wherever_it_is(string order)
    {
        foreach (var request in Requests(order)
            .Where(request => request.Filter == new UserFilter { Status = request.Filter.Status }))
        {
            var plan = await million.AnalyzeAsync(
                ListStatements.Page(request, ScanStrategy.AlongOrder), UserList.ParametersOf(request, 5_000));

            Assert.True(
                Blocks(plan) <= BlocksOfAPage * (request.Filter.Status == UserStatus.All ? 2 : 1),
                $"{request}\n{plan}");
        }
    }

    private static IEnumerable<PageRequest> Requests(string order) =>
        from filter in Filters
        from backwards in new bool?[] { null, false, true }
        let sort = Sort.Parse(order)!
        select new PageRequest(50, backwards is { } way ? MillionUsers.Middle(sort.By, way) : null)
        {
            Sort = sort,
            Filter = filter,
        };

    [GeneratedRegex(@"\$[0-9]+")]
    private static partial Regex Positional();

    private static bool ReadsAllUsers(JsonElement node) => Nodes(node).Any(part =>
        part.GetProperty("Node Type").GetString()!.Contains("Seq Scan", StringComparison.Ordinal)
        && part.GetProperty("Relation Name").GetString() == "users");

    private static long Blocks(JsonElement node) =>
        node.GetProperty("Shared Hit Blocks").GetInt64() + node.GetProperty("Shared Read Blocks").GetInt64();

    private static IEnumerable<JsonElement> Nodes(JsonElement node) =>
        node.TryGetProperty("Plans", out var parts)
            ? parts.EnumerateArray().SelectMany(Nodes).Prepend(node)
            : [node];
}
