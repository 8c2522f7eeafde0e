using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace SreService.Objectives;

/// <summary>The PromQL of an indicator, which a Prometheus evaluates for every minute.</summary>
/// <param name="Counted">Counts the good or the bad events; or has a value that is compared with the limit.</param>
/// <param name="CountsGood">Which of the two.</param>
/// <param name="Total">Counts all events; null where every minute is one event and the limit decides.</param>
/// <param name="IsCounter">Whether these are totals since some start, whose difference counts.</param>
internal sealed partial record IndicatorQuery(
    string Counted, bool CountsGood, string? Total, bool IsCounter, QueryLimit? Limit)
{
    private const string Minute = "1m";

    /// <summary>Identifies its counts: the first 12 hexadecimal digits of the SHA-256 of all of it.</summary>
    [JsonIgnore]
    public string Key => "query-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        Invariant($"{Counted}\0{CountsGood}\0{Total}\0{IsCounter}\0{Limit?.Operator} {Limit?.Value}"))))[..12];

    /// <summary>Sloth and others leave the window open.</summary>
    public static string OverMinute(string query) => OpenWindow().Replace(query, Minute);

    /// <summary>A rate is per second, and a minute has 60 of them.</summary>
    public static double EventsOf(string query, double value) => Rate().IsMatch(query) ? value * 60 : value;

    [GeneratedRegex(@"\{\{\s*\.[Ww]indow\s*\}\}")]
    private static partial Regex OpenWindow();

    [GeneratedRegex(@"\bi?rate\s*\(")]
    private static partial Regex Rate();
}

/// <summary>What makes the value of a minute good.</summary>
/// <param name="Operator">lt, lte, gt or gte.</param>
internal sealed record QueryLimit(string Operator, decimal Value)
{
    public bool Holds(double value) => Operator switch
    {
        "lt" => value < (double)Value,
        "lte" => value <= (double)Value,
        "gt" => value > (double)Value,
        _ => value >= (double)Value,
    };
}
