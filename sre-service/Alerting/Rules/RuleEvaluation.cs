namespace SreService.Alerting.Rules;

internal enum Finding
{
    Inactive,

    Firing,

    /// <summary>There is no data to decide on, or too little.</summary>
    NoData,
}

/// <summary>What a rule found for one subject in one round.</summary>
/// <param name="Message">
/// Subject, measure and threshold; or why the rule is inconclusive. Not shown while it is inactive.
/// </param>
internal sealed record RuleEvaluation(
    string Rule, string Component, string Subject, Finding Finding, Severity Severity, string Message)
{
    public double? Value { get; init; }

    public double? ShortValue { get; init; }

    public double? Threshold { get; init; }

    public string? Unit { get; init; }

    public string? Objective { get; init; }

    public double? BudgetRemaining { get; init; }

    /// <summary>When the condition began, where that is known better than when the rule found it.</summary>
    public DateTimeOffset? Since { get; init; }

    public AlertTiming Timing { get; init; } = AlertTiming.AtOnce;

    public (string Rule, string Subject) Key => (Rule, Subject);
}

/// <summary>The timers of a rule, with the names that Prometheus gives them.</summary>
/// <param name="For">How long the condition holds before the alert fires.</param>
/// <param name="KeepFiring">How long the alert keeps firing after the condition was last true.</param>
internal sealed record AlertTiming(TimeSpan For, TimeSpan KeepFiring)
{
    /// <summary>For rules that already look over a window.</summary>
    public static AlertTiming AtOnce { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>For conditions that come and go from one round to the next.</summary>
    public static AlertTiming OfMoments { get; } = new(TimeSpan.Zero, TimeSpan.FromMinutes(1));
}
