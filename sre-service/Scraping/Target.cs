using Platform.Heartbeats;

namespace SreService.Scraping;

/// <summary>A replica's place: which service should answer where.</summary>
/// <param name="Service">For example <c>users-service</c>.</param>
/// <param name="Address">The base address of its management port.</param>
/// <param name="Instance">The instance id that must answer there; any when null.</param>
internal sealed record Target(string Service, Uri Address, string? Instance)
{
    /// <summary>What a heartbeat has said of the process there; null without one.</summary>
    public Heartbeat? Announced { get; init; }

    /// <summary>As pages show it, and as it is remembered.</summary>
    public string Place { get; } = Address.GetLeftPart(UriPartial.Authority);

    public static Target From(TargetSettings settings) =>
        new(settings.Service, new Uri(settings.Address), settings.Instance);
}
