namespace SreService.Alerting;

internal enum Finding
{
    Inactive,
    Firing,

    /// <summary>There is no data to decide on, or too little.</summary>
    NoData,
}

/// <summary>What a rule says of a subject at one moment.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Component">The part of the system.</param>
/// <param name="Subject">Which one of it.</param>
/// <param name="Finding">Whether it fires.</param>
/// <param name="Severity">How soon somebody should look.</param>
/// <param name="Message">What is wrong, or why it cannot be said.</param>
internal sealed record RuleEvaluation(
    string Rule, string Component, string Subject, Finding Finding, Severity Severity, string Message)
{
    public double? Value { get; init; }

    public double? ShortValue { get; init; }

    public double? Threshold { get; init; }

    public string? Unit { get; init; }

    public string? Objective { get; init; }

    public double? BudgetRemaining { get; init; }

    /// <summary>When what it found began, where that is known better than when it was found.</summary>
    public DateTimeOffset? Since { get; init; }

    public AlertTiming Timing { get; init; } = AlertTiming.AtOnce;

    public (string Rule, string Subject) Key => (Rule, Subject);
}

/// <summary>The timers of a rule, as Prometheus has them.</summary>
/// <param name="For">How long what it looks for lasts before it fires.</param>
/// <param name="KeepFiring">How long it goes on firing after that was last there.</param>
internal sealed record AlertTiming(TimeSpan For, TimeSpan KeepFiring)
{
    /// <summary>For rules that look over a window already.</summary>
    public static AlertTiming AtOnce { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>For what is one moment so and the next otherwise.</summary>
    public static AlertTiming OfMoments { get; } = new(TimeSpan.Zero, TimeSpan.FromMinutes(1));
}
