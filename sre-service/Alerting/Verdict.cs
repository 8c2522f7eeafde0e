namespace SreService.Alerting;

internal enum Finding
{
    Quiet,
    Firing,

    /// <summary>There is no data to decide on.</summary>
    Undecided,
}

/// <summary>What a rule says of a subject at one moment.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Component">The part of the system.</param>
/// <param name="Subject">Which one of it.</param>
/// <param name="Finding">Whether it fires.</param>
/// <param name="Severity">How soon somebody should look.</param>
/// <param name="Message">What is wrong, or why it cannot be said.</param>
internal sealed record Verdict(
    string Rule, string Component, string Subject, Finding Finding, Severity Severity, string Message)
{
    public double? Value { get; init; }

    public double? Threshold { get; init; }

    public string? Unit { get; init; }

    /// <summary>When what it found began, where that is known better than when it was found.</summary>
    public DateTimeOffset? Since { get; init; }
}
