using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Npgsql;
using SreService.Alerting.Rules;
using SreService.Tests.Notifications;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Alerting.Rules;

/// <summary>The on-call engineer finds a runbook for every rule, and only commands and addresses that exist.</summary>
public sealed partial class RunbooksTests(PostgresFixture postgres)
{
    private static readonly string[] Sections =
        ["What it means", "User impact", "Check", "Mitigate", "Roll back", "Resolves when"];

    private static string Folder { get; } = Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(Here())!, "../../../../docs/runbooks"));

    private const string Installed = "/usr/lib/postgresql";

    private static readonly string[] Risks = ["breach", "data_loss", "database_failure", "degradation"];

    /// <summary>What a runbook may tell to run; those of PostgreSQL must be among its binaries.</summary>
    private static readonly string[] Databases = ["psql", "pg_isready", "pg_ctl", "pg_restore"];

    /// <summary>Of the other services, whose own tests show that they answer there.</summary>
    private static readonly string[] KnownAddresses = ["/api/users", "/health", "/health/live", "/health/ready",
        "/metrics"];

    public static TheoryData<string> Rules => [.. AlertRules.Names, .. Risks];

    private static string[] Texts => [.. Directory.GetFiles(Folder, "*.md").Select(File.ReadAllText)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_rule_has_a_runbook_with_all_sections_in_order(string rule)
    {
        var text = File.ReadAllText(Path.Combine(Folder, $"{rule}.md"));

        Assert.StartsWith($"# {rule}: ", text, StringComparison.Ordinal);
        Assert.Equal(Sections, Headings().Matches(text).Select(match => match.Groups[1].Value));
        Assert.Contains(
            $"[{rule}]({rule}.md)", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void No_runbook_is_left_over_from_a_removed_rule() => Assert.Equal(
        AlertRules.Names.Concat(Risks).Order(),
        Directory.GetFiles(Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Where(name => name != "README")
            .Order());

    [Fact]
    public async Task Every_address_of_this_service_exists()
    {
        await using var replica = await GatewayAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica)
            .StartAsync();
        await system.TickAsync();
        string[] addresses = [.. Texts.SelectMany(
            text => Addresses().Matches(text).Select(match => match.Groups[1].Value)).Distinct()];

        Assert.NotEmpty(addresses);
        using var client = system.CreateClient();
        foreach (var address in addresses)
        {
            using var answer = await client.GetAsync(
                new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Member_named_beside_an_address_is_in_its_answer()
    {
        await using var gateway = await GatewayAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", gateway)
            .StartAsync();
        await system.TickAsync();
        using var client = system.CreateClient();
        var steps = Texts.SelectMany(text => Steps().Matches(text).Select(step => step.Value))
            .Select(step => (Addresses: Addresses().Matches(step), Names: Names().Matches(step)))
            .Where(step => step.Addresses.Count > 0 && step.Names.Count > 0).ToArray();

        Assert.NotEmpty(steps);
        foreach (var (addresses, names) in steps)
        {
            var answers = await Task.WhenAll(addresses.Select(address => client.GetStringAsync(
                new Uri(address.Groups[1].Value, UriKind.Relative), TestContext.Current.CancellationToken)));
            Assert.All(
                names.Select(name => name.Groups[1].Value).Except(AlertRules.Names),
                name => Assert.Contains($"\"{name}\":", string.Concat(answers), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_setting_exists()
    {
        var settings = await File.ReadAllTextAsync(
            Path.Combine(Folder, "../../env.example"), TestContext.Current.CancellationToken);
        var named = Texts.SelectMany(text => Settings().Matches(text).Select(match => match.Groups[1].Value)).ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(
            name.Replace(":", "__", StringComparison.Ordinal), settings, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Address_of_each_alert_returns_its_runbook()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync());
        using var client = system.CreateClient();

        foreach (var rule in AlertRules.Names)
        {
            Assert.Equal(
                await File.ReadAllTextAsync(
                    Path.Combine(Folder, $"{rule}.md"), TestContext.Current.CancellationToken),
                await client.GetStringAsync(
                    new Uri(SomeAlert.Of(rule).Runbook, UriKind.Relative), TestContext.Current.CancellationToken));
        }

        using var unknown = await client.GetAsync(
            new Uri("/sre/runbooks/nothing", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public void Every_linked_page_exists() => Assert.All(
        Texts.SelectMany(text => Links().Matches(text).Select(match => match.Groups[1].Value)),
        link => Assert.True(File.Exists(Path.Combine(Folder, link)), link));

    [Fact]
    public void Every_command_exists()
    {
        var commands = Texts.SelectMany(text => Spans().Matches(text).Select(match => match.Groups[1].Value))
            .Where(span => span.Contains(' ', StringComparison.Ordinal) && char.IsAsciiLetterLower(span[0])
                && !Statement().IsMatch(span))
            .Select(span => span.Split(' ')[0]).Distinct().ToArray();

        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Contains(command, (string[])["curl", "docker", .. Databases]));
        Assert.SkipUnless(Directory.Exists(Installed), "no PostgreSQL is installed here to look for its programs");
        var binaries = Directory.GetDirectories(Installed).Select(version => Path.Combine(version, "bin"))
            .First(Directory.Exists);
        Assert.All(
            Databases,
            program => Assert.True(File.Exists(Path.Combine(binaries, program)), program));
    }

    [Fact]
    public async Task Every_statement_is_accepted_by_the_database()
    {
        await using var connection = new NpgsqlConnection(await postgres.CreateDatabaseAsync());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var statements = Texts.SelectMany(
            text => Spans().Matches(text).Select(match => match.Groups[1].Value.ReplaceLineEndings(" ")))
            .Where(span => Statement().IsMatch(span)).Distinct().ToArray();

        Assert.NotEmpty(statements);
        foreach (var statement in statements)
        {
            // A backend with the number 0 does not exist: no connection is ended.
            var sql = statement.Replace("(pid)", "(0)", StringComparison.Ordinal)
                .Replace("alter database …", $"alter database \"{connection.Database}\"", StringComparison.Ordinal)
                .Replace("alter database users", $"alter database \"{connection.Database}\"", StringComparison.Ordinal);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Every_address_of_other_services_is_known() => Assert.All(
        Texts.SelectMany(text => OtherAddresses().Matches(text).Select(match => match.Groups[1].Value)),
        address => Assert.Contains(address.Split('?')[0], KnownAddresses));

    [GeneratedRegex("^(select|alter|show) ")]
    private static partial Regex Statement();

    /// <summary>An entry of a numbered list, with the lines that continue it.</summary>
    [GeneratedRegex(@"^\d\. .*(?:\n   .*)*", RegexOptions.Multiline)]
    private static partial Regex Steps();

    [GeneratedRegex("`([a-z]+(?:_[a-z]+)*)`")]
    private static partial Regex Names();

    [GeneratedRegex(@"`([A-Z]\w+(?::\w+)+)`")]
    private static partial Regex Settings();

    [GeneratedRegex(@"http://localhost:8080(/sre/[^'`\s]+)")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"http://localhost:(?!8080/sre/)\d+(/[^'`\s]*)")]
    private static partial Regex OtherAddresses();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    /// <summary>Within a line; the blocks of a runbook run in the tests of containers.</summary>
    [GeneratedRegex(@"(?<!`)`([^`]+)`(?!`)")]
    private static partial Regex Spans();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();

    private static Task<ReplicaServer> GatewayAsync() => new ReplicaServer(
        () => new ReplicaText("gateway", "gateway-1", SreSystem.Noon.AddHours(-1))
            .Set("health_check_status{check=\"database\"}", 0).ToString()).StartAsync();

    private static string Here([CallerFilePath] string path = "") => path;
}
