using System.ComponentModel;
using System.Text.Json.Serialization;
using SreService.Alerting.Rules;

namespace SreService.Alerting;

[JsonConverter(typeof(JsonStringEnumConverter<AlertState>))]
internal enum AlertState
{
    /// <summary>The condition is true, but not for long enough yet.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    [JsonStringEnumMemberName("firing")]
    Firing,

    /// <summary>It fired when data was last available. Missing data does not resolve it.</summary>
    [JsonStringEnumMemberName("frozen")]
    KeepLast,

    [JsonStringEnumMemberName("resolved")]
    Resolved,
}

/// <summary>A condition that needs a person.</summary>
internal sealed record Alert
{
    [Description("The rule that raised it.")]
    public required string Rule { get; init; }

    [Description("critical: act now; warning: act in working hours.")]
    public required Severity Severity { get; init; }

    [Description("pending, firing, or frozen: firing when data was last available.")]
    public required AlertState State { get; init; }

    [Description("The affected service.")]
    public required string Component { get; init; }

    [Description("What in the component it is about: a replica's address, a breaker, an objective and its windows.")]
    public required string Subject { get; init; }

    [Description("What is wrong, in one sentence: subject, measured value, threshold.")]
    public required string Message { get; init; }

    [Description("When the condition began.")]
    public required DateTimeOffset Since { get; init; }

    [Description("When it began to fire; null while it is pending.")]
    public required DateTimeOffset? FiringSince { get; init; }

    [Description("When the condition was last true.")]
    public required DateTimeOffset SeenAt { get; init; }

    [Description("The measured value; for a burn rate, that of the long window.")]
    public double? Value { get; init; }

    [Description("The burn rate of the short window.")]
    public double? ShortValue { get; init; }

    [Description("The limit for the measured values.")]
    public double? Threshold { get; init; }

    [Description("The unit of the values and the threshold.")]
    public string? Unit { get; init; }

    [Description("The objective that it is about.")]
    public string? Objective { get; init; }

    [Description("Percent of that objective's error budget that is left; negative when overspent.")]
    public double? BudgetRemaining { get; init; }

    [Description("Fired at least 3 times within 30 minutes; it stays until the condition was false for 10 minutes.")]
    public bool Flapping { get; init; }

    [Description("The alert that reports the same problem or its cause, as rule and subject; look at that one.")]
    public string? InhibitedBy { get; init; }

    [Description("Author of the silence; receivers are not notified.")]
    public string? SilencedBy { get; init; }

    [Description("When the silence ends.")]
    public DateTimeOffset? SilencedUntil { get; init; }

    [Description("Who acknowledged it; receivers get no reminders.")]
    public string? AcknowledgedBy { get; init; }

    [Description("Path of the runbook in the repository.")]
    public string Runbook => $"docs/runbooks/{Rule}.md";

    /// <summary>Whether receivers are not notified of it.</summary>
    [JsonIgnore]
    public bool IsSuppressed => InhibitedBy is not null || SilencedBy is not null;

    [JsonIgnore]
    public (string Rule, string Subject) Key => (Rule, Subject);
}
