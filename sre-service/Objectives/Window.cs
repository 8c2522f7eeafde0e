namespace SreService.Objectives;

/// <summary>The period that an objective evaluates, at any time.</summary>
internal abstract record Window
{
    /// <summary>Slices are kept this long; no window may be longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(35);

    /// <summary>For example <c>30d</c> or <c>1M Europe/Berlin</c>.</summary>
    public abstract string Text { get; }

    /// <param name="end">End of the last minute that can count, a whole minute.</param>
    public abstract Period At(DateTimeOffset end);
}

/// <summary>A period of whole minutes.</summary>
/// <param name="Until">The end of its past part.</param>
/// <param name="End">Its end: <paramref name="Until"/>, or later for a current calendar period.</param>
internal readonly record struct Period(DateTimeOffset From, DateTimeOffset Until, DateTimeOffset End)
{
    /// <summary>Elapsed time, independent of daylight saving.</summary>
    public TimeSpan Length => End - From;
}

/// <summary>The last minutes up to now.</summary>
internal sealed record RollingWindow(TimeSpan Length, string Duration) : Window
{
    public override string Text => Duration;

    public override Period At(DateTimeOffset end) => new(end - Length, end, end);
}
