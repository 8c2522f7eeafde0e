using System.Text.Json.Serialization;

namespace SreService.Objectives;

[JsonConverter(typeof(JsonStringEnumConverter<ObjectiveStatus>))]
internal enum ObjectiveStatus
{
    [JsonStringEnumMemberName("no_data")]
    NoData,

    [JsonStringEnumMemberName("met")]
    Met,

    [JsonStringEnumMemberName("at_risk")]
    AtRisk,

    [JsonStringEnumMemberName("exhausted")]
    Exhausted,
}

/// <summary>
/// How the status follows from the remaining budget. It is entered at one threshold and left at a better one, so that
/// it does not flap.
/// </summary>
internal static class ObjectiveStatuses
{
    private const decimal EnterAtRisk = 0.20m;
    private const decimal LeaveAtRisk = 0.25m;
    private const decimal EnterExhausted = 0m;
    private const decimal LeaveExhausted = 0.02m;

    extension(ObjectiveStatus status)
    {
        /// <summary>As in JSON.</summary>
        public string Text => status switch
        {
            ObjectiveStatus.Met => "met",
            ObjectiveStatus.AtRisk => "at_risk",
            ObjectiveStatus.Exhausted => "exhausted",
            _ => "no_data",
        };
    }

    /// <param name="remaining">Ratio of the budget that remains; null without events.</param>
    /// <param name="atBest">
    /// The same if everything that was not observed was good: a budget is exhausted only when it certainly is.
    /// </param>
    public static ObjectiveStatus Next(ObjectiveStatus before, decimal? remaining, decimal? atBest) =>
        (before, remaining) switch
        {
            (_, null) => ObjectiveStatus.NoData,
            _ when atBest <= EnterExhausted => ObjectiveStatus.Exhausted,
            (ObjectiveStatus.Exhausted, _) when atBest < LeaveExhausted => ObjectiveStatus.Exhausted,
            (_, <= EnterAtRisk) => ObjectiveStatus.AtRisk,
            (ObjectiveStatus.Exhausted or ObjectiveStatus.AtRisk, < LeaveAtRisk) => ObjectiveStatus.AtRisk,
            _ => ObjectiveStatus.Met,
        };

    public static ObjectiveStatus Next(ObjectiveStatus before, Burn burn) => Next(before, burn.Left, burn.LeftAtBest);
}
