using System.Globalization;
using Platform.Problems;
using SreService.Objectives;
using SreService.Objectives.Files;
using SreService.Queries;
using YamlDotNet.RepresentationModel;

namespace SreService.Alerting.Replay;

/// <summary>The parameters of <c>GET /sre/slos/{id}/replay</c>: burn-rate rules to try on past counts.</summary>
/// <param name="Target">The share of good events, 0 to 1.</param>
internal sealed record ReplayQuery(decimal Target, IReadOnlyList<BurnPair> Pairs, TimeSpan Range)
{
    private const int MostPairs = 10;
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <param name="objective">Gives the values of parameters that are absent.</param>
    /// <returns>The query; or null and, by parameter, all that is wrong with it.</returns>
    public static (ReplayQuery? Query, IReadOnlyDictionary<string, string[]> Errors) Read(
        Objective objective, string? target, string? burnRates, string? timeRange)
    {
        var errors = new ValidationErrors();
        var share = objective.Target;
        if (target is not null
            && (!decimal.TryParse(target, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share)
                || share is <= 0 or >= 100))
        {
            errors.Add(nameof(target), "Must be percent, above 0 and below 100.");
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
                errors.Add("time_range", $"Must be such as 24h or 30d, up to {Durations.Text(Window.Longest)}.");
            }
        }

        var pairs = errors.Has(nameof(target)) ? null : PairsOf(objective, share, burnRates, errors);
        return (errors.Any ? null : new(share, pairs!, range), errors.Details);
    }

    private static IReadOnlyList<BurnPair>? PairsOf(
        Objective objective, decimal target, string? burnRates, ValidationErrors errors)
    {
        var problems = new List<FileProblem>();
        var text = burnRates ?? string.Join(", ", objective.BurnPairs);
        var value = new YamlValue("", new YamlScalarNode(text), problems);
        var pairs = BurnPairReader.Read(value, objective.Window.At(DateTimeOffset.UnixEpoch).Length, target);
        if (pairs?.Count > MostPairs)
        {
            problems.Add(new FileProblem("", 0, "", $"must be at most {MostPairs}."));
        }

        if (problems.Count > 0)
        {
            errors.Add("burn_rates", [.. problems.Select(problem => problem.Message)]);
        }

        return pairs;
    }
}
