using System.Globalization;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Alerting;

/// <summary>Which changes of alerts are asked for.</summary>
internal sealed record AlertHistoryQuestion(
    DateTimeOffset From, DateTimeOffset Until, string? Rule, string? Subject, long Before, int Limit)
{
    public const int Usual = 100;
    public const int Most = 1000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <returns>The question; or null and, by parameter, all that is wrong with it.</returns>
    public static (AlertHistoryQuestion? Question, IReadOnlyDictionary<string, string[]> Faults) Read(
        string? from, string? until, string? rule, string? subject, string? before, string? limit, DateTimeOffset now)
    {
        var faults = new Dictionary<string, string[]>();
        var end = Times.Read(until, now);
        if (end is null)
        {
            faults[nameof(until)] = ["Not a valid time."];
        }

        var start = Times.Read(from, (end ?? now) - Day);
        if (start is null || start > (end ?? now))
        {
            faults[nameof(from)] = ["Must be a time before the end."];
        }

        if (rule is not null && !AlertRules.Names.Contains(rule))
        {
            faults[nameof(rule)] = [$"Must be one of {string.Join(", ", AlertRules.Names)}."];
        }

        if (StoredText.IsImpossible(subject))
        {
            faults[nameof(subject)] = [StoredText.Problem];
        }

        var last = long.MaxValue;
        if (before is not null
            && (!long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out last) || last < 1))
        {
            faults[nameof(before)] = ["Must be what next was in an answer."];
        }

        var most = Usual;
        if (limit is not null
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > Most))
        {
            faults[nameof(limit)] = [$"Must be a number from 1 to {Most}."];
        }

        return (faults.Count > 0 ? null : new(start!.Value, end!.Value, rule, subject, last, most), faults);
    }
}
