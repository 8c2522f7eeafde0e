using System.Globalization;
using SreService.Objectives;
using SreService.Objectives.Files;
using SreService.Queries;
using YamlDotNet.RepresentationModel;

namespace SreService.Alerting.Replay;

/// <summary>Rules that are to be tried on what was counted.</summary>
/// <param name="Target">The promised share.</param>
/// <param name="Pairs">How fast the budget may be spent before somebody is told.</param>
/// <param name="Range">How far back.</param>
internal sealed record ReplayQuery(decimal Target, IReadOnlyList<BurnPair> Pairs, TimeSpan Range)
{
    private const int MostPairs = 10;
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <param name="objective">The objective; what is not given is as it is now.</param>
    /// <returns>The query; or null and, by parameter, all that is wrong with it.</returns>
    public static (ReplayQuery? Question, IReadOnlyDictionary<string, string[]> Faults) Read(
        Objective objective, string? target, string? burnRates, string? timeRange)
    {
        var faults = new Dictionary<string, string[]>();
        var share = objective.Target;
        if (target is not null
            && (!decimal.TryParse(target, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share)
                || share is <= 0 or >= 100))
        {
            faults[nameof(target)] = ["Must be percent, above 0 and below 100."];
        }
        else if (target is not null)
        {
            share /= 100;
        }

        var range = Usual;
        if (timeRange is not null)
        {
            range = Durations.Fixed(timeRange) ?? TimeSpan.Zero;
            if (range <= TimeSpan.Zero || range > Window.Longest)
            {
                faults["time_range"] = [$"Must be such as 24h or 30d, up to {Durations.Text(Window.Longest)}."];
            }
        }

        var pairs = faults.ContainsKey(nameof(target)) ? null : PairsOf(objective, share, burnRates, faults);
        return (faults.Count > 0 ? null : new(share, pairs!, range), faults);
    }

    private static IReadOnlyList<BurnPair>? PairsOf(
        Objective objective, decimal target, string? burnRates, Dictionary<string, string[]> faults)
    {
        var problems = new List<FileProblem>();
        var text = burnRates ?? string.Join(", ", objective.BurnPairs);
        var place = new YamlPlace("", new YamlScalarNode(text), problems);
        var pairs = BurnPairReader.Read(place, objective.Window.At(DateTimeOffset.UnixEpoch).Length, target);
        if (pairs?.Count > MostPairs)
        {
            problems.Add(new FileProblem("", 0, "", $"must be at most {MostPairs}."));
        }

        if (problems.Count > 0)
        {
            faults["burn_rates"] = [.. problems.Select(problem => problem.Message)];
        }

        return pairs;
    }
}
