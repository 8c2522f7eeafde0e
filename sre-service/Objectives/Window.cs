namespace SreService.Objectives;

/// <summary>The time that an objective judges, at any moment.</summary>
internal abstract record Window
{
    /// <summary>Slices are kept for so long; no window may be longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(35);

    /// <summary>As pages show it, for example <c>30d</c> or <c>1M Europe/Berlin</c>.</summary>
    public abstract string Text { get; }

    /// <param name="end">The end of the last minute that can count, a whole minute.</param>
    public abstract Period At(DateTimeOffset end);
}

/// <summary>A time of whole minutes.</summary>
/// <param name="From">Its start.</param>
/// <param name="Until">The end of what has passed of it.</param>
/// <param name="End">Its end: <paramref name="Until"/>, or later when it has not passed yet.</param>
internal readonly record struct Period(DateTimeOffset From, DateTimeOffset Until, DateTimeOffset End)
{
    /// <summary>Real time, whatever the clocks on the wall did meanwhile.</summary>
    public TimeSpan Length => End - From;
}

/// <summary>Always the last so many minutes.</summary>
internal sealed record RollingWindow(TimeSpan Length, string Duration) : Window
{
    public override string Text => Duration;

    public override Period At(DateTimeOffset end) => new(end - Length, end, end);
}
