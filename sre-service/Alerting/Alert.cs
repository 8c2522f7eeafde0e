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

    [Description("The round that found it in this state.")]
    public DateTimeOffset EvaluatedAt { get; init; }

    [Description("When it resolves unless its condition becomes true again; null while it is true or has no data.")]
    public DateTimeOffset? ResolvesAt { get; init; }

    [Description("How often it began to fire within 30 minutes.")]
    public int Beginnings { get; init; }

    [Description(
        "What the message does not say: that the condition is no longer true or has no data, since when, and until "
        + "when the alert is held. Null while the condition is true.")]
    public string? Note =>
        State == AlertState.KeepLast ? $"last seen at {Clock(SeenAt)}, no data since"
        : ResolvesAt is { } end
            ? Invariant($"quiet for {(EvaluatedAt - SeenAt).TotalSeconds:0} s, {Outlook(end)}")
        : Flapping && State == AlertState.Firing ? $"flapping ({Began})"
        : null;

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

    [Description("Address of the runbook at the gateway.")]
    public string Runbook => $"/sre/runbooks/{Rule}";

    /// <summary>
    /// The message, which is in the present tense, after what is no longer so. It may be read long after the round.
    /// </summary>
    [JsonIgnore]
    public string Statement =>
        ResolvesAt is { } end ? $"Quiet since {Clock(SeenAt)}, {Outlook(end)}: {Message}"
        : Note is { } note ? $"{char.ToUpperInvariant(note[0])}{note[1..]}: {Message}"
        : Message;

    /// <summary>Whether receivers are not notified of it.</summary>
    [JsonIgnore]
    public bool IsSuppressed => InhibitedBy is not null || SilencedBy is not null;

    [JsonIgnore]
    public (string Rule, string Subject) Key => (Rule, Subject);

    private string Began => Invariant($"began {Beginnings} times within 30 min");

    private string Outlook(DateTimeOffset end) =>
        Flapping ? $"held until {Clock(end)} ({Began})" : $"resolves at {Clock(end)}";

    /// <summary>With the date when that is another day.</summary>
    private string Clock(DateTimeOffset at) => at.UtcDateTime.Date == EvaluatedAt.UtcDateTime.Date
        ? Invariant($"{at.UtcDateTime:HH:mm:ss} UTC")
        : Invariant($"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}
