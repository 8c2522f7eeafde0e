using Platform.Problems;
using SreService.Queries;

namespace SreService.Timeline;

/// <summary>The parameters of <c>GET /sre/timeline</c>.</summary>
internal sealed record TimelineQuery(
    DateTimeOffset From, DateTimeOffset Until, TimelineEventKind? Kind, string? Component, string? Subject, int Limit)
{
    public const int Most = 1000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <returns>The query; or null and, by parameter, all that is wrong with it.</returns>
    public static (TimelineQuery? Query, IReadOnlyDictionary<string, string[]> Errors) Read(
        string? from, string? until, string? kind, string? component, string? subject, string? limit,
        DateTimeOffset now)
    {
        var errors = new ValidationErrors();
        var span = errors.Interval(from, until, Day, now);
        var which = errors.OneOf<TimelineEventKind>(nameof(kind), kind);
        errors.Text(nameof(component), component);
        errors.Text(nameof(subject), subject);
        var most = (int)errors.Number(nameof(limit), limit, 1, Most, absent: Most);
        return (errors.Any ? null : new(span.From, span.Until, which, component, subject, most), errors.Details);
    }
}
