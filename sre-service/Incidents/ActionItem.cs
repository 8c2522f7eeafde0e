using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Incidents;

/// <summary>What an action does about a recurrence.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ActionKind>))]
internal enum ActionKind
{
    /// <summary>Makes it less likely.</summary>
    [JsonStringEnumMemberName("prevent")]
    Prevent,

    /// <summary>Detects it sooner.</summary>
    [JsonStringEnumMemberName("detect")]
    Detect,

    /// <summary>Makes it shorter or less severe.</summary>
    [JsonStringEnumMemberName("mitigate")]
    Mitigate,
}

[JsonConverter(typeof(JsonStringEnumConverter<ActionState>))]
internal enum ActionState
{
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>It will not be done.</summary>
    [JsonStringEnumMemberName("dropped")]
    Dropped,
}

/// <summary>What shall be done after an incident.</summary>
internal sealed record ActionItem(
    long Id,
    string Incident,
    string Action,
    [property: Description("prevent, detect or mitigate.")] ActionKind Kind,
    string Owner,
    [property: Description("The day by whose end (UTC) it shall be done.")] DateOnly Due,
    [property: Description("open, done or dropped.")] ActionState State,
    [property: Description("Whether it is open after the day on which it was due.")] bool Overdue,
    [property: Description("When it was added.")] DateTimeOffset At,
    [property: Description("Who added it.")] string Author,
    [property: Description("When it was last changed; null when it was not.")] DateTimeOffset? ChangedAt,
    [property: Description("Who changed it.")] string? ChangedBy);

/// <summary>A change of an action item; null where it stays.</summary>
internal sealed record ActionChange(
    long Id, string Author, ActionState? State, string? Owner, DateOnly? Due, DateTimeOffset At)
{
    /// <summary>Description for the timeline.</summary>
    public string Describe() => $"action {Id}: " + string.Join(", ", new[]
    {
        State?.ToString().ToLowerInvariant(),
        Owner is null ? null : $"owner {Owner}",
        Due is { } due ? Invariant($"due {due:yyyy-MM-dd}") : null,
    }.OfType<string>());
}

/// <summary>The answer of <c>GET /sre/action-items</c>.</summary>
internal sealed record ActionItemsReport(
    DateTimeOffset Timestamp,
    int Open,
    int Overdue,
    [property: Description("The earliest due first, at most 1000.")] IReadOnlyList<ActionItem> ActionItems);
