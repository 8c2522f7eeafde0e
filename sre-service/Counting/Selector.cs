namespace SreService.Counting;

/// <summary>Selects counts, like a label selector.</summary>
/// <param name="Measure">One of <see cref="Counting.Measure"/>.</param>
/// <param name="Service">The service that counted, or the probed one.</param>
/// <param name="Routes">Route templates; empty for all.</param>
/// <param name="RoutePrefix">A template including everything below it; null for all.</param>
/// <param name="Outcomes">Some of <see cref="EventOutcome"/>.</param>
/// <param name="ExceptReasons">Excluded reasons.</param>
/// <param name="AtMostSeconds">Longest duration, an edge of the histograms; null for all.</param>
internal sealed record Selector(
    string Measure, string Service, IReadOnlyList<string> Routes, string? RoutePrefix,
    IReadOnlyList<string> Outcomes, IReadOnlyList<string> ExceptReasons, decimal? AtMostSeconds)
{
    public bool Includes(SeriesKey key) =>
        key.Measure == Measure && key.Service == Service && Outcomes.Contains(key.Outcome)
            && !ExceptReasons.Contains(key.Reason) && IncludesRoute(key.Route);

    public long Count(IReadOnlyDictionary<SeriesKey, Histogram> minute)
    {
        var total = minute.Total(Includes);
        return AtMostSeconds is { } seconds ? total.AtMost((double)seconds) : total.Count;
    }

    /// <summary>Whether the other selector includes all that this one selects.</summary>
    public bool IsPartOf(Selector whole) =>
        (Measure, Service, RoutePrefix) == (whole.Measure, whole.Service, whole.RoutePrefix)
            && Routes.SequenceEqual(whole.Routes)
            && Outcomes.All(whole.Outcomes.Contains)
            && whole.ExceptReasons.All(ExceptReasons.Contains)
            && (whole.AtMostSeconds is null || AtMostSeconds <= whole.AtMostSeconds);

    private bool IncludesRoute(string route) =>
        RoutePrefix is { } prefix
            ? route == prefix || route.StartsWith($"{prefix.TrimEnd('/')}/", StringComparison.Ordinal)
            : Routes.Count == 0 || Routes.Contains(route);
}
