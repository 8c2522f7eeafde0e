using System.CommandLine;
using Benchmarks.Scenarios;

namespace Benchmarks;

/// <summary>The options of <c>dotnet run -c Release --project tests/Benchmarks</c>.</summary>
internal static class CommandLine
{
    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Ten thousand users and short rounds: shows in two minutes whether everything runs.",
    };

    private static readonly Option<int[]> Rows = new("--rows")
    {
        Description = "Sizes of the table (default: 10000 100000 1000000).",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int?> Seconds = new("--seconds")
    {
        Description = "Length of a round (default: 3; 1 with --quick).",
    };

    private static readonly Option<int?> Rounds = new("--rounds")
    {
        Description = "Rounds of each contestant (default: 3; 1 with --quick).",
    };

    private static readonly Option<string[]> Only = new("--only")
    {
        Description = $"Some scenarios: {string.Join(", ", Scenario.All.Select(scenario => scenario.Name))}.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Task<int> RunAsync(string[] arguments, Func<Plan, CancellationToken, Task<int>> run)
    {
        Only.AcceptOnlyFromAmong([.. Scenario.All.Select(scenario => scenario.Name)]);
        var command = new RootCommand("Measures Evenkeel beside its rivals. A whole run writes docs/performance.md.")
        {
            Quick, Rows, Seconds, Rounds, Only,
        };
        command.SetAction((parsed, cancellationToken) => run(PlanOf(parsed), cancellationToken));
        return command.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static Plan PlanOf(ParseResult parsed)
    {
        var quick = parsed.GetValue(Quick);
        return new Plan
        {
            Quick = quick,
            Sizes = parsed.GetValue(Rows) is { Length: > 0 } rows ? [.. rows.Order()]
                : quick ? [10_000]
                : [10_000, 100_000, 1_000_000],
            Round = TimeSpan.FromSeconds(parsed.GetValue(Seconds) ?? (quick ? 1 : 3)),
            Rounds = parsed.GetValue(Rounds) ?? (quick ? 1 : 3),
            Only = parsed.GetValue(Only) ?? [],
        };
    }
}
