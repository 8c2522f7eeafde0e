namespace SreService.Counting;

/// <summary>Which of the counted events are meant.</summary>
/// <param name="Measure">One of <see cref="Measure"/>.</param>
/// <param name="Service">The service that counted them, or that was probed.</param>
/// <param name="Routes">Templates of routes; empty for all routes.</param>
/// <param name="RoutePrefix">A template with everything below it; null for all routes.</param>
/// <param name="Outcomes">Some of <see cref="Outcome"/>.</param>
/// <param name="ExceptReasons">Reasons that do not count.</param>
/// <param name="AtMostSeconds">Only those that took at most so long, an edge of the histograms; null for all.</param>
internal sealed record Selection(
    string Measure, string Service, IReadOnlyList<string> Routes, string? RoutePrefix,
    IReadOnlyList<string> Outcomes, IReadOnlyList<string> ExceptReasons, decimal? AtMostSeconds)
{
    public bool Includes(CountKey key) =>
        key.Measure == Measure && key.Service == Service && Outcomes.Contains(key.Outcome)
            && !ExceptReasons.Contains(key.Reason) && IncludesRoute(key.Route);

    public long Count(IReadOnlyDictionary<CountKey, Tally> minute)
    {
        var total = minute.Total(Includes);
        return AtMostSeconds is { } seconds ? total.AtMost((double)seconds) : total.Count;
    }

    /// <summary>Whether what it counts is always counted by the other as well.</summary>
    public bool IsPartOf(Selection whole) =>
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
