using System.Text.RegularExpressions;
using Platform.Problems;
using Testing;
using WebFrontend.Docs;

namespace WebFrontend.Tests.Docs;

public sealed partial class DocsPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The contract's table of errors.</summary>
    public static TheoryData<string> Contract =>
    [
        "Validation failed", "Invalid JSON", "Invalid query parameter", "Invalid cursor", "Invalid header",
        "Authentication required", "Forbidden", "Cross-site request blocked", "Not found", "Method not allowed",
        "Email already exists", "Request in progress", "User is not deleted", "Precondition failed",
        "Precondition required",
        "Payload too large", "Unsupported media type", "Idempotency key already used for another request",
        "Patch cannot be applied", "Too many requests", "Failed to fetch users", "Failed to create user",
        "Internal server error",
    ];

    public static TheoryData<string> KnownToEveryService =>
        [.. Enumerable.Range(400, 200).Select(status => KnownProblems.ForStatus(status).Error).Distinct()];

    /// <summary>The texts of all problems in the sources.</summary>
    public static TheoryData<string> Created =>
    [
        .. from folder in (string[])["shared", "users-service", "sre-service", "gateway", "web-frontend"]
           from file in Directory.EnumerateFiles(
               Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
           where !file.Split(Path.DirectorySeparatorChar).Contains("obj")
           from Match problem in CreatedProblem().Matches(File.ReadAllText(file))
           select problem.Groups["error"].Value into error
           group error by error into errors
           select errors.Key,
    ];

    [Fact]
    public void Sources_are_searched_for_problems() =>
        Assert.Superset(
            new HashSet<string> { "Email already exists", "Invalid body", "Alerts still firing", "Invalid JSON" },
            Created.Select(error => error.Data).ToHashSet());

    [Theory]
    [MemberData(nameof(Contract))]
    [MemberData(nameof(KnownToEveryService))]
    [MemberData(nameof(Created))]
    public void Every_error_is_explained(string error) =>
        Assert.Contains(ExplainedError.All, explained => explained.Error == error);

    [Fact]
    public void Every_error_has_its_own_anchor() =>
        Assert.Equal(
            ExplainedError.All.Count, ExplainedError.All.Select(explained => explained.Anchor).Distinct().Count());

    [Theory]
    [InlineData("Failed to create user")]
    [InlineData("Service unavailable")]
    public void Unavailable_write_may_have_been_made(string error)
    {
        var explained = ExplainedError.All.Single(one => one.Error == error);

        Assert.Matches("may have been (made|stored)", explained.Meaning);
        Assert.Contains("same Idempotency-Key", explained.Remedy, StringComparison.Ordinal);
        Assert.Contains(
            "| 503 to a write | the change may or may not have been made",
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "api.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Type_of_a_problem_links_to_its_explanation()
    {
        await using var users = await UsersReplica.StartAsync();
        await using var frontend = RunningFrontend.Start(users);

        var page = await frontend.Client.GetStringAsync("/docs", Cancellation);

        Assert.All(ExplainedError.All, error => Assert.Contains(
            $"<tr id=\"{error.Anchor}\">", page, StringComparison.Ordinal));
        Assert.Contains("<tr id=\"email-already-exists\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Command_lines_use_the_host_of_the_request()
    {
        await using var users = await UsersReplica.StartAsync();
        await using var frontend = RunningFrontend.Start(users);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs");
        request.Headers.Add("X-Forwarded-Host", "evenkeel.example");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var response = await frontend.Client.SendAsync(request, Cancellation);

        var page = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.All(
            Regex.Matches(page, "<code>(curl [^<]*)</code>").Select(match => match.Groups[1].Value),
            line => Assert.Contains("https://evenkeel.example/", line, StringComparison.Ordinal));
        Assert.Contains(
            "curl -i &#x27;https://evenkeel.example/api/users?limit=2&#x27;", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("""\bnew(?: Problem)?\(\s*(?:[45][0-9]{2}|StatusCodes\.\w+),\s*"(?<error>[^"]+)",""")]
    private static partial Regex CreatedProblem();
}
