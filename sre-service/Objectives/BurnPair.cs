using SreService.Queries;

namespace SreService.Objectives;

internal enum Urgency
{
    Ticket,
    Page,
}

/// <summary>
/// An alert fires when the burn rate is above the threshold over the long window and over the short one: the
/// long window makes it significant, the short one resets it quickly (The Site Reliability Workbook, chapter 5).
/// </summary>
internal sealed record BurnPair(TimeSpan Long, TimeSpan Short, decimal Threshold, Urgency Urgency)
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan FourWeeks = TimeSpan.FromDays(28);

    private static readonly BurnPair[] OfMonth =
    [
        new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 14.4m, Urgency.Page),
        new(TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 6, Urgency.Page),
        new(TimeSpan.FromHours(24), TimeSpan.FromHours(2), 3, Urgency.Ticket),
        new(TimeSpan.FromDays(3), TimeSpan.FromHours(6), 1, Urgency.Ticket),
    ];

    private static readonly BurnPair[] OfWeek =
    [
        new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 16.8m, Urgency.Page),
        new(TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 5.6m, Urgency.Page),
        new(TimeSpan.FromHours(24), TimeSpan.FromHours(2), 2.8m, Urgency.Ticket),
    ];

    /// <returns>The default pairs for a window of about a month or of a week; null for any other.</returns>
    public static IReadOnlyList<BurnPair>? UsualFor(TimeSpan window) =>
        window >= FourWeeks ? OfMonth : window == Week ? OfWeek : null;

    /// <summary>As the files write it, for example <c>1h/5m &gt; 14.4 page</c>.</summary>
    public override string ToString() => Invariant(
        $"{Durations.Text(Long)}/{Durations.Text(Short)} > {Threshold} {Urgency.ToString().ToLowerInvariant()}");
}
