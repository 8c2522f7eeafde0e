using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SreService.Alerting;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Alerting;

/// <summary>Whoever is woken up finds what to do, and nothing that is not there.</summary>
public sealed partial class RunbooksTests(PostgresFixture postgres)
{
    private static readonly string[] Parts = ["**Means.**", "**Users fe", "**Check**", "**Do.**", "**Take back.**", "**Ends**"];

    private static string Folder { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/runbooks"));

    public static TheoryData<string> Rules => [.. AlertRules.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_rule_has_one_with_all_of_its_parts(string rule)
    {
        var text = File.ReadAllText(Path.Combine(Folder, $"{rule}.md"));

        Assert.StartsWith($"# {rule}: ", text, StringComparison.Ordinal);
        Assert.All(Parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
        Assert.Contains($"[{rule}]({rule}.md)", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void None_is_of_a_rule_that_there_is_not() => Assert.Equal(
        AlertRules.Names.Order(),
        Directory.GetFiles(Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Where(name => name != "README").Order());

    [Fact]
    public async Task All_addresses_of_this_service_are_there()
    {
        await using var replica = await new ReplicaServer(() => new ReplicaText("gateway", "gateway-1", SreSystem.Noon).ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", replica).StartAsync();
        await system.TickAsync();
        string[] addresses = [.. Directory.GetFiles(Folder, "*.md")
            .SelectMany(file => Addresses().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct()];

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
        Directory.GetFiles(Folder, "*.md").SelectMany(file => Links().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)),
        link => Assert.True(File.Exists(Path.Combine(Folder, link)), link));

    [GeneratedRegex(@"http://localhost:8080(/sre/[^'`\s]+)")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();

    private static string Here([CallerFilePath] string path = "") => path;
}
