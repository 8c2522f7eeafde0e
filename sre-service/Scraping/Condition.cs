using System.Text.Json.Serialization;

namespace SreService.Scraping;

/// <summary>How a part of the system is, from best to worst, so that the greatest is the worst.</summary>
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
        /// <summary>Nothing observed is not good news.</summary>
        public Condition Worst() => conditions.DefaultIfEmpty(Condition.Unknown).Max();
    }
}
