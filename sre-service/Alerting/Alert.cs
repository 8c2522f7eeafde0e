using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Alerting;

/// <summary>How soon somebody should look.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
internal enum Severity
{
    /// <summary>In working hours: a ticket.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Now: a page.</summary>
    [JsonStringEnumMemberName("critical")]
    Critical,
}

[JsonConverter(typeof(JsonStringEnumConverter<AlertState>))]
internal enum AlertState
{
    /// <summary>What the rule looks for is there, but not for long enough yet.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("firing")]
    Firing,

    /// <summary>It fired when data was last there. Silence does not resolve it.</summary>
    [JsonStringEnumMemberName("frozen")]
    KeepLast,

    [JsonStringEnumMemberName("resolved")]
    Resolved,
}

/// <summary>Something that somebody should look at.</summary>
internal sealed record Alert
{
    [Description("The rule that found it.")]
    public required string Rule { get; init; }

    [Description("critical is for now, warning for working hours.")]
    public required Severity Severity { get; init; }

    [Description("pending, firing, or frozen: it fired when data was last there.")]
    public required AlertState State { get; init; }

    [Description("The part of the system.")]
    public required string Component { get; init; }

    [Description("Which one of it: a replica's address, a breaker, an objective and its windows.")]
    public required string Subject { get; init; }

    [Description("What is wrong, in one sentence.")]
    public required string Message { get; init; }

    [Description("When what the rule looks for began.")]
    public required DateTimeOffset Since { get; init; }

    [Description("When it began to fire; null while it is pending.")]
    public required DateTimeOffset? FiringSince { get; init; }

    [Description("When what the rule looks for was last there.")]
    public required DateTimeOffset SeenAt { get; init; }

    [Description("What was measured; a burn rate is that of the long window.")]
    public double? Value { get; init; }

    [Description("The burn rate of the short window.")]
    public double? ShortValue { get; init; }

    [Description("What both were compared with.")]
    public double? Threshold { get; init; }

    [Description("What they are in.")]
    public string? Unit { get; init; }

    [Description("The objective that it is about.")]
    public string? Objective { get; init; }

    [Description("Percent of that objective's budget that is left; negative when overspent.")]
    public double? BudgetRemaining { get; init; }

    [Description("It came and went so often of late that it is held until it has been quiet for 10 minutes.")]
    public bool Flapping { get; init; }

    [Description("The alert that tells the same or its cause, as rule and subject: that one is the one to look at.")]
    public string? InhibitedBy { get; init; }

    [Description("Who silenced it: nobody is told of it.")]
    public string? SilencedBy { get; init; }

    [Description("Until when.")]
    public DateTimeOffset? SilencedUntil { get; init; }

    [Description("Who works on it: nobody is reminded of it.")]
    public string? AcknowledgedBy { get; init; }

    [Description("What to do, in the repository.")]
    public string Runbook => $"docs/runbooks/{Rule}.md";

    /// <summary>Whether nobody is told of it.</summary>
    [JsonIgnore]
    public bool IsSuppressed => InhibitedBy is not null || SilencedBy is not null;

    /// <summary>What tells alerts apart.</summary>
    [JsonIgnore]
    public (string Rule, string Subject) Key => (Rule, Subject);
}
