namespace SreService.Metrics;

/// <summary>The range of a report.</summary>
internal sealed record TimeRange(string Name, TimeSpan Length)
{
    public static readonly TimeRange[] All =
    [
        new("5m", TimeSpan.FromMinutes(5)), new("15m", TimeSpan.FromMinutes(15)), new("1h", TimeSpan.FromHours(1)),
        new("6h", TimeSpan.FromHours(6)), new("24h", TimeSpan.FromHours(24)), new("7d", TimeSpan.FromDays(7)),
        new("30d", TimeSpan.FromDays(30)),
    ];

    public static TimeRange Default => All[0];

    public static string Names => string.Join(", ", All.Select(range => range.Name));

    /// <returns>Null when there is no such range.</returns>
    public static TimeRange? Find(string? name) =>
        name is null ? Default : All.FirstOrDefault(range => range.Name == name);
}
