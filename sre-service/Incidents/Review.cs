using System.ComponentModel;

namespace SreService.Incidents;

/// <summary>What people found out about an incident; null where they wrote nothing yet.</summary>
internal sealed record Review(
    string? Summary,
    [property: Description("What made it possible, and what made it worse.")] string? RootCause,
    string? WentWell,
    string? WentBadly,
    [property: Description("Where we got lucky.")] string? Lucky,
    [property: Description("Author of the newest text.")] string Author,
    [property: Description("When the newest text was written.")] DateTimeOffset At)
{
    public bool IsEmpty => (Summary ?? RootCause ?? WentWell ?? WentBadly ?? Lucky) is null;

    /// <summary>Replaces the sections that a later text has.</summary>
    public Review With(Review later) => later with
    {
        Summary = later.Summary ?? Summary,
        RootCause = later.RootCause ?? RootCause,
        WentWell = later.WentWell ?? WentWell,
        WentBadly = later.WentBadly ?? WentBadly,
        Lucky = later.Lucky ?? Lucky,
    };
}
