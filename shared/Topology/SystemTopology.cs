using System.Collections.Frozen;

namespace Platform.Topology;

/// <summary>A service of this system.</summary>
/// <param name="Name">As it names itself in telemetry, for example <c>users-service</c>.</param>
/// <param name="ShortName">The gateway's cluster and the name in service discovery, for example <c>users</c>.</param>
/// <param name="Layer">
/// Its place on the path of users' requests, counted from the database; null for a service that is not on it.
/// </param>
/// <param name="DependsOn">Short names of the services that it calls.</param>
/// <param name="Paths">What the gateway routes to it; the longest one that a path begins with decides.</param>
public sealed record SystemService(
    string Name, string ShortName, int? Layer, IReadOnlyList<string> DependsOn, IReadOnlyList<string> Paths);

/// <summary>
/// Every service of this system, what it depends on and where it stands on the path of users' requests: a failure on
/// the path makes every layer above it fail.
/// </summary>
public static class SystemTopology
{
    public const string Gateway = "gateway";
    public const string Users = "users-service";
    public const string Sre = "sre-service";
    public const string Web = "web-frontend";

    /// <summary>The layer of the database of users-service.</summary>
    public const int DatabaseLayer = 0;

    /// <summary>Where a component that is not on the path ranks: above users-service, below the gateway.</summary>
    public const int LayerBesideThePath = 2;

    /// <summary>The gateway first, then the services behind it.</summary>
    public static IReadOnlyList<SystemService> Services { get; } =
    [
        new(Gateway, "gateway", Layer: 3, DependsOn: ["users", "sre", "web"], Paths: []),
        new(Users, "users", Layer: 1, DependsOn: [], Paths: ["/api/users", "/openapi/users.json"]),
        new(Sre, "sre", Layer: null, DependsOn: [], Paths: ["/sre", "/openapi/sre.json"]),
        new(Web, "web", Layer: null, DependsOn: ["users"], Paths: ["/", "/sre/dashboard-ui"]),
    ];

    private static readonly FrozenDictionary<string, SystemService> ByName =
        Services.ToFrozenDictionary(service => service.Name);

    private static readonly FrozenDictionary<string, SystemService> ByShortName =
        Services.ToFrozenDictionary(service => service.ShortName);

    /// <summary>The services that the gateway routes to.</summary>
    public static IReadOnlyList<SystemService> BehindTheGateway { get; } =
        [.. ByName[Gateway].DependsOn.Select(name => ByShortName[name])];

    /// <summary>The names of all services.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Services.Select(service => service.Name)];

    /// <summary>
    /// Whether requests to a service pass through a component: the service itself or anything it depends on. Requests
    /// to sre-service are operations, which no other service counts.
    /// </summary>
    public static bool IsOnPath(string component, string service) =>
        component == service
        || (component != Sre && ByName.TryGetValue(service, out var known)
            && known.DependsOn.Any(shortName => IsOnPath(component, ByShortName[shortName].Name)));

    /// <param name="path">A path at the gateway, or the template of a route.</param>
    /// <returns>The service that gets the request; the gateway when no route matched.</returns>
    public static string RoutedTo(string path) => Services
        .SelectMany(service => service.Paths, (service, prefix) => (service.Name, Prefix: prefix))
        .Where(route => path.StartsWith(route.Prefix, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(route => route.Prefix.Length)
        .Select(route => route.Name).FirstOrDefault(Gateway);

    /// <summary>Whether a service is one of this system, behind the gateway or the gateway itself.</summary>
    public static bool IsOwn(string service) => ByName.ContainsKey(service);

    /// <param name="breaker">A breaker of a caller, for example <c>users/10.0.0.1:5000</c>.</param>
    /// <returns>The called service; null when the breaker belongs to something else, such as a database.</returns>
    public static string? CalledThrough(string breaker) =>
        breaker.IndexOf('/') is > 0 and var end ? NameOf(breaker[..end]) : null;

    /// <param name="shortName">Such as that of a cluster of the gateway.</param>
    /// <returns>Null when no service has it.</returns>
    public static string? NameOf(string shortName) => ByShortName.GetValueOrDefault(shortName)?.Name;

    /// <returns>Null when the component is not on the path of users' requests.</returns>
    public static int? LayerOf(string component) => ByName.GetValueOrDefault(component)?.Layer;
}
