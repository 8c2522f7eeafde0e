using System.Text.Json.Serialization;

namespace SreService.Scraping;

/// <summary>Health of a component, ordered from best to worst.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Condition>))]
internal enum Condition
{
    [JsonStringEnumMemberName("HEALTHY")]
    Healthy,

    [JsonStringEnumMemberName("UNKNOWN")]
    Unknown,

    [JsonStringEnumMemberName("DEGRADED")]
    Degraded,

    [JsonStringEnumMemberName("CRITICAL")]
    Critical,
}

internal static class Conditions
{
    extension(IEnumerable<Condition> conditions)
    {
        /// <summary>Unknown without any condition.</summary>
        public Condition Worst() => conditions.DefaultIfEmpty(Condition.Unknown).Max();
    }
}
