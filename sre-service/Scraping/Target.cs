using Platform.Heartbeats;

namespace SreService.Scraping;

/// <summary>A replica to scrape.</summary>
/// <param name="Service">For example <c>users-service</c>.</param>
/// <param name="BaseAddress">The base address of its management port.</param>
/// <param name="Instance">The expected instance id; any if null.</param>
internal sealed record Target(string Service, Uri BaseAddress, string? Instance)
{
    /// <summary>The last heartbeat from there; null if none.</summary>
    public Heartbeat? Heartbeat { get; init; }

    /// <summary>Identifies the target in reports and in the database.</summary>
    public string Address { get; } = BaseAddress.GetLeftPart(UriPartial.Authority);

    public static Target From(TargetSettings settings) =>
        new(settings.Service, new Uri(settings.Address), settings.Instance);
}
