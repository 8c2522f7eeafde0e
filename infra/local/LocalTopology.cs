using System.Globalization;
using Platform.Topology;

namespace Local;

/// <summary>One process of the system.</summary>
/// <param name="Of">The service that it runs.</param>
/// <param name="Number">From 1 within the service.</param>
internal sealed record Replica(SystemService Of, int Number, int Port)
{
    public string Service => Of.ShortName;

    public string Name => $"{Service}-{Number}";

    /// <summary>The folder of the service's project.</summary>
    public string Folder => Of.Name;

    /// <summary>The name of the service's project and program, for example <c>UsersService</c>.</summary>
    public string Project =>
        string.Concat(Of.Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    public int ManagementPort => Port + LocalTopology.ManagementOffset;

    /// <summary>One address, not a name: a name with two addresses would count as two replicas.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    public Uri ManagementAddress => new($"http://127.0.0.1:{ManagementPort}");
}

/// <param name="Traffic">Marks probes and load tests.</param>
/// <param name="System">For reports to sre-service.</param>
/// <param name="Operator">For operator commands.</param>
internal sealed record SharedKeys(string Traffic, string System, string Operator);

/// <summary>The processes of a local system with their ports and settings. Nothing is started here.</summary>
internal sealed class LocalTopology
{
    public const int ManagementOffset = 1000;

    private static readonly TimeSpan MaxScrapeTimeout = TimeSpan.FromSeconds(2);

    private readonly TimeSpan _scrapeInterval;

    private LocalTopology(IReadOnlyList<Replica> replicas, TimeSpan scrapeInterval) =>
        (Replicas, _scrapeInterval) = (replicas, scrapeInterval);

    /// <summary>The short names of the services, in the order of their ports.</summary>
    public static IReadOnlyList<string> Services { get; } =
        [.. SystemTopology.Services.Select(service => service.ShortName)];

    public IReadOnlyList<Replica> Replicas { get; }

    /// <summary>A scrape ends before the next one is due.</summary>
    private TimeSpan ScrapeTimeout => _scrapeInterval / 2 < MaxScrapeTimeout ? _scrapeInterval / 2 : MaxScrapeTimeout;

    public Uri Gateway => Of("gateway").First().Address;

    /// <summary>The first replica of each service takes its service's port, further ones the next ports.</summary>
    public static LocalTopology For(
        int port, IReadOnlyDictionary<string, int> replicas, TimeSpan scrapeInterval)
    {
        var first = SystemTopology.Services.Select((service, index) => new Replica(service, Number: 1, port + index));
        var further = SystemTopology.Services.SelectMany(service => Enumerable
            .Range(2, replicas.GetValueOrDefault(service.ShortName, 1) - 1)
            .Select(number => (service, number)));

        Replica[] all =
        [
            .. first,
            .. further.Select((one, index) =>
                new Replica(one.service, one.number, port + SystemTopology.Services.Count + index)),
        ];
        return new LocalTopology(all, scrapeInterval);
    }

    /// <param name="connectionStrings">By name, as in the section <c>ConnectionStrings</c>.</param>
    /// <param name="keys">Shared by all processes.</param>
    public Dictionary<string, string> EnvironmentOf(
        Replica replica, IReadOnlyDictionary<string, string> connectionStrings, SharedKeys keys)
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
            ["Traffic__Key"] = keys.Traffic,
            ["System__Key"] = keys.System,
            ["Operator__Key"] = keys.Operator,
        };
        foreach (var (index, target) in Of("sre").Where(sre => sre != replica).Index())
        {
            settings[$"Heartbeat__Targets__{index}"] = $"{target.ManagementAddress}";
        }

        foreach (var (key, value) in OwnSettings(replica, connectionStrings))
        {
            settings[key] = value;
        }

        return settings;
    }

    /// <summary>The settings with which the program of a service migrates its database.</summary>
    /// <param name="connection">The name of the service's connection string.</param>
    public static Dictionary<string, string> MigrationSettings(string connection, DatabaseAccess access) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        [$"ConnectionStrings__{connection}"] = access.Service,
        [$"ConnectionStrings__{connection}Migrations"] = access.Migrations,
        ["Users__Seed"] = "true",
    };

    private IEnumerable<(string Key, string Value)> OwnSettings(
        Replica replica, IReadOnlyDictionary<string, string> connectionStrings) => replica.Of.Name switch
        {
            SystemTopology.Gateway =>
            [
                // All clients are this machine, and a load test should see what the system bears.
                ("RateLimits__Requests", "0"),
                ("RateLimits__RequestsInFlight", "0"),
                ("RateLimits__Connections", "0"),
                ("Clients__Names__0", "evenkeel-demo"),
                .. from cluster in replica.Of.DependsOn
                   from destination in Of(cluster)
                   select ($"ReverseProxy__Clusters__{cluster}__Destinations__{destination.Name}__Address",
                       $"{destination.Address}"),
            ],
            SystemTopology.Users =>
            [
                ("ConnectionStrings__Users", connectionStrings["Users"]),
            ],
            SystemTopology.Sre =>
            [
                ("ConnectionStrings__Sre", connectionStrings["Sre"]),
                ("Probes__Target", $"{Gateway}"),
                ("Probes__Interval", "00:00:05"),
                ("Scraping__Interval", $"{_scrapeInterval}"),
                ("Scraping__Timeout", $"{ScrapeTimeout}"),
                .. Replicas.SelectMany((target, index) => new[]
                {
                    ($"Scraping__Targets__{index}__Service", target.Of.Name),
                    ($"Scraping__Targets__{index}__Address", $"{target.ManagementAddress}"),
                    ($"Scraping__Targets__{index}__Instance", target.Name),
                }),
            ],
            _ => from called in replica.Of.DependsOn
                 from target in Of(called).Index()
                 select ($"services__{called}__http__{target.Index}", $"{target.Item.Address}"),
        };

    public IEnumerable<Replica> Of(string service) => Replicas.Where(replica => replica.Service == service);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
