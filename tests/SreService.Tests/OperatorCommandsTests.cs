using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Testing;

namespace SreService.Tests;

/// <summary>The commands that docs/operations.md gives to operators.</summary>
public sealed partial class OperatorCommandsTests(PostgresFixture postgres)
{
    /// <summary>A silence or incident was created, a command was executed, or a subject does not exist.</summary>
    private static readonly int[] Accepted = [201, 204, 404];

    [Fact]
    public async Task Every_documented_command_has_a_valid_path_and_body()
    {
        var page = Path.Combine(Path.GetDirectoryName(Here())!, "../../docs/operations.md");
        var commands = Commands().Matches(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken));
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();

        Assert.Equal(12, commands.Count);
        foreach (var command in commands.AsEnumerable())
        {
            var path = $"/internal/{command.Groups[1].Value}";
            var body = Encoding.UTF8.GetBytes(command.Groups[2].Value);
            var (status, answer) = await system.PostAsync(path, body);

            Assert.True(Accepted.Contains(status), $"{command.Value}: {status} {answer}");
            // Only a path that exists asks for the key.
            Assert.Equal(401, (await system.PostAsync(path, body, key: "wrong")).Status);
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("^post sre-service (\\S+) '(.+)'$", RegexOptions.Multiline)]
    private static partial Regex Commands();
}
