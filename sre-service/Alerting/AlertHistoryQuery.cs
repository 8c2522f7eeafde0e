using Platform.Problems;
using SreService.Alerting.Rules;
using SreService.Queries;

namespace SreService.Alerting;

/// <summary>The parameters of <c>GET /sre/alerts/history</c>.</summary>
internal sealed record AlertHistoryQuery(
    DateTimeOffset From, DateTimeOffset Until, string? Rule, string? Subject, long Before, int Limit)
{
    public const int Usual = 100;
    public const int Most = 1000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <returns>The query; or null and, by parameter, all that is wrong with it.</returns>
    public static (AlertHistoryQuery? Query, IReadOnlyDictionary<string, string[]> Errors) Read(
        string? from, string? until, string? rule, string? subject, string? before, string? limit, DateTimeOffset now)
    {
        var errors = new ValidationErrors();
        var span = errors.Interval(from, until, Day, now);
        if (rule is not null && !AlertRules.Names.Contains(rule))
        {
            errors.Add(nameof(rule), $"Must be one of {string.Join(", ", AlertRules.Names)}.");
        }

        errors.Text(nameof(subject), subject);
        var last = errors.Number(nameof(before), before, 1, long.MaxValue, absent: long.MaxValue);
        var most = (int)errors.Number(nameof(limit), limit, 1, Most, absent: Usual);
        return (errors.Any ? null : new(span.From, span.Until, rule, subject, last, most), errors.Details);
    }
}
