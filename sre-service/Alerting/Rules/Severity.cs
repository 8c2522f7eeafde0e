using System.Text.Json.Serialization;

namespace SreService.Alerting.Rules;

/// <summary>How soon an alert needs a person.</summary>
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
