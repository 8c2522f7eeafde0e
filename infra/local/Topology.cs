using System.Globalization;

namespace Local;

/// <summary>One process of the system: what it is called, where it listens, what it is told.</summary>
internal sealed record Replica(string Service, string Name, string Project, string Folder, int Port)
{
    public int ManagementPort => Port + Topology.ManagementOffset;

    /// <summary>One address, not a name: a name with two addresses would count as two replicas.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    public Uri ManagementAddress => new($"http://127.0.0.1:{ManagementPort}");
}

/// <summary>Which processes there are, on which ports, with which settings. Pure: nothing is started here.</summary>
internal sealed class Topology
{
    public const int ManagementOffset = 1000;

    private static readonly (string Service, string Telemetry, string Project, string Folder)[] Known =
    [
        ("gateway", "gateway", "Gateway", "gateway"),
        ("users", "users-service", "UsersService", "users-service"),
        ("sre", "sre-service", "SreService", "sre-service"),
        ("web", "web-frontend", "WebFrontend", "web-frontend"),
    ];

    public static IReadOnlyList<string> Services { get; } = [.. Known.Select(known => known.Service)];

    private Topology(IReadOnlyList<Replica> replicas) => Replicas = replicas;

    public IReadOnlyList<Replica> Replicas { get; }

    public Uri Gateway => Of("gateway").First().Address;

    /// <summary>The first replica of each service takes the port of its place, further ones the next free ports.</summary>
    public static Topology For(int port, IReadOnlyDictionary<string, int> replicas)
    {
        var first = Known.Select((known, place) => new Replica(known.Service, $"{known.Service}-1", known.Project, known.Folder, port + place));
        var further = Known.SelectMany(known => Enumerable
            .Range(2, replicas.GetValueOrDefault(known.Service, 1) - 1)
            .Select(number => (known, number)));

        return new Topology(
        [
            .. first,
            .. further.Select((one, place) => new Replica(
                one.known.Service, $"{one.known.Service}-{one.number}", one.known.Project, one.known.Folder, port + Known.Length + place)),
        ]);
    }

    /// <param name="replica">Whose settings.</param>
    /// <param name="connectionStrings">By name, as in the section <c>ConnectionStrings</c>.</param>
    /// <param name="trafficKey">Shared by all: probes and heartbeats are believed with it.</param>
    public Dictionary<string, string> EnvironmentOf(
        Replica replica, IReadOnlyDictionary<string, string> connectionStrings, string trafficKey)
    {
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Service__BindAddress"] = "localhost",
            ["Service__Port"] = Text(replica.Port),
            ["Service__ManagementPort"] = Text(replica.ManagementPort),
            ["Service__InstanceId"] = replica.Name,
            ["Service__DrainDelay"] = "00:00:00",
            ["Service__ShutdownTimeout"] = "00:00:05",
            ["Traffic__Key"] = trafficKey,
        };
        foreach (var (place, listener) in Of("sre").Where(sre => sre != replica).Index())
        {
            settings[$"Heartbeat__Targets__{Text(place)}"] = listener.ManagementAddress.ToString();
        }

        foreach (var (key, value) in OwnSettings(replica.Service, connectionStrings))
        {
            settings[key] = value;
        }

        return settings;
    }

    private IEnumerable<(string Key, string Value)> OwnSettings(
        string service, IReadOnlyDictionary<string, string> connectionStrings) => service switch
        {
            "gateway" =>
            [
                // All clients are this machine, and whoever tries a load on it wants to see what it bears.
            ("RateLimits__Requests", "0"),
            ("Clients__Names__0", "evenkeel-demo"),
            .. from cluster in Services.Except(["gateway"])
               from destination in Of(cluster)
               select ($"ReverseProxy__Clusters__{cluster}__Destinations__{destination.Name}__Address", destination.Address.ToString()),
        ],
            "users" =>
            [
                ("ConnectionStrings__Users", connectionStrings["Users"]),
            ("ConnectionStrings__UsersMigrations", connectionStrings["UsersMigrations"]),
            ("Users__Seed", "true"),
        ],
            "sre" =>
            [
                ("ConnectionStrings__Sre", connectionStrings["Sre"]),
            ("ConnectionStrings__SreMigrations", connectionStrings["SreMigrations"]),
            ("Probes__Target", Gateway.ToString()),
            ("Probes__Interval", "00:00:05"),
            ("Scraping__Interval", "00:00:05"),
            .. Replicas.SelectMany((target, index) => new[]
            {
                ($"Scraping__Targets__{Text(index)}__Service", TelemetryName(target.Service)),
                ($"Scraping__Targets__{Text(index)}__Address", target.ManagementAddress.ToString()),
                ($"Scraping__Targets__{Text(index)}__Instance", target.Name),
            }),
        ],
            _ => [.. Of("users").Select((users, index) => ($"services__users__http__{Text(index)}", users.Address.ToString()))],
        };

    public IEnumerable<Replica> Of(string service) => Replicas.Where(replica => replica.Service == service);

    /// <summary>The service as it names itself in its metrics.</summary>
    public static string TelemetryName(string service) => Known.Single(known => known.Service == service).Telemetry;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
