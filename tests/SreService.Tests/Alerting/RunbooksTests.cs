using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Npgsql;
using SreService.Alerting;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Alerting;

/// <summary>Whoever is woken up finds what to do, and nothing that is not there.</summary>
public sealed partial class RunbooksTests(PostgresFixture postgres)
{
    private static readonly string[] Sections =
        ["What it means", "User impact", "Check", "Mitigate", "Roll back", "Resolves when"];

    private static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/runbooks"));

    private const string Installed = "/usr/lib/postgresql";

    private static readonly string[] Risks = ["breach", "data_loss", "database_failure", "degradation"];

    /// <summary>What a runbook may tell to run; those of PostgreSQL must be among its binaries.</summary>
    private static readonly string[] Programs = ["curl", "psql", "pg_isready", "pg_ctl", "pg_restore"];

    /// <summary>Of the other services, whose own tests show that they answer there.</summary>
    private static readonly string[] KnownAddresses = ["/api/users", "/health", "/health/live", "/health/ready", "/metrics"];

    public static TheoryData<string> Rules => [.. AlertRules.Names, .. Risks];

    private static string[] Texts => [.. Directory.GetFiles(Folder, "*.md").Select(File.ReadAllText)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_rule_has_a_runbook_with_all_sections_in_order(string rule)
    {
        var text = File.ReadAllText(Path.Combine(Folder, $"{rule}.md"));

        Assert.StartsWith($"# {rule}: ", text, StringComparison.Ordinal);
        Assert.Equal(Sections, Headings().Matches(text).Select(match => match.Groups[1].Value));
        Assert.Contains($"[{rule}]({rule}.md)", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void None_is_of_a_rule_that_there_is_not() => Assert.Equal(
        AlertRules.Names.Concat(Risks).Order(),
        Directory.GetFiles(Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Where(name => name != "README").Order());

    [Fact]
    public async Task All_addresses_of_this_service_are_there()
    {
        await using var replica = await new ReplicaServer(() => new ReplicaText("gateway", "gateway-1", SreSystem.Noon).ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica).StartAsync();
        await system.TickAsync();
        string[] addresses = [.. Texts.SelectMany(text => Addresses().Matches(text).Select(match => match.Groups[1].Value)).Distinct()];

        Assert.NotEmpty(addresses);
        using var client = system.CreateClient();
        foreach (var address in addresses)
        {
            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{address}: {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public void All_pages_that_are_pointed_at_are_there() => Assert.All(
        Texts.SelectMany(text => Links().Matches(text).Select(match => match.Groups[1].Value)),
        link => Assert.True(File.Exists(Path.Combine(Folder, link)), link));

    [Fact]
    public void Every_command_is_one_that_there_is()
    {
        var commands = Texts.SelectMany(text => Spans().Matches(text).Select(match => match.Groups[1].Value))
            .Where(span => span.Contains(' ', StringComparison.Ordinal) && char.IsAsciiLetterLower(span[0])
                && !span.StartsWith("select ", StringComparison.Ordinal) && !span.StartsWith("alter ", StringComparison.Ordinal))
            .Select(span => span.Split(' ')[0]).Distinct().ToArray();

        Assert.NotEmpty(commands);
        Assert.All(commands, command => Assert.Contains(command, Programs));
        Assert.SkipUnless(Directory.Exists(Installed), "no PostgreSQL is installed here to look for its programs");
        var binaries = Directory.GetDirectories(Installed).Select(version => Path.Combine(version, "bin")).First(Directory.Exists);
        Assert.All(
            Programs.Where(program => program != "curl"),
            program => Assert.True(File.Exists(Path.Combine(binaries, program)), program));
    }

    [Fact]
    public async Task Every_statement_is_one_that_the_database_takes()
    {
        await using var connection = new NpgsqlConnection(await postgres.CreateDatabaseAsync());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var statements = Texts.SelectMany(text => Spans().Matches(text).Select(match => match.Groups[1].Value.ReplaceLineEndings(" ")))
            .Where(span => span.StartsWith("select ", StringComparison.Ordinal) || span.StartsWith("alter ", StringComparison.Ordinal))
            .Distinct().ToArray();

        Assert.NotEmpty(statements);
        foreach (var statement in statements)
        {
            // Nobody is ended: a backend with the number 0 does not exist.
            var sql = statement.Replace("(pid)", "(0)", StringComparison.Ordinal)
                .Replace("alter database …", $"alter database \"{connection.Database}\"", StringComparison.Ordinal);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Every_metric_page_and_management_address_is_one_that_there_is() => Assert.All(
        Texts.SelectMany(text => OtherAddresses().Matches(text).Select(match => match.Groups[1].Value)),
        address => Assert.Contains(address.Split('?')[0], KnownAddresses));

    [GeneratedRegex(@"http://localhost:8080(/sre/[^'`\s]+)")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"http://localhost:(?:8080|908\d)(/(?!sre/)[^'`\s]*)")]
    private static partial Regex OtherAddresses();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"`([^`]+)`")]
    private static partial Regex Spans();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();

    private static string Here([CallerFilePath] string path = "") => path;
}
