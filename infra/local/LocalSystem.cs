using System.Diagnostics;
using System.Security.Cryptography;
using Local.Output;
using Local.Postgres;
using Local.Processes;
using Platform.Timing;

namespace Local;

/// <summary>
/// The whole system on this machine: a database and one process for each replica. Disposing it ends all of them.
/// </summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly FileStream _lock;
    private readonly OrphanedProcesses _orphans;
    private readonly List<ServiceProcess> _services = [];
    private LocalDatabase? _database;

    private LocalSystem(FileStream exclusive, LocalTopology topology, OrphanedProcesses orphans)
    {
        _lock = exclusive;
        _orphans = orphans;
        Topology = topology;
    }

    public LocalTopology Topology { get; }

    public IReadOnlyList<ServiceProcess> Services => _services;

    /// <summary>Lets the gateway tell probes from users; new for every start.</summary>
    public string TrafficKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Lets processes report to sre-service; new for every start.</summary>
    public string SystemKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <exception cref="CannotStartException">Something is missing or in the way; the message says what.</exception>
    public static async Task<LocalSystem> StartAsync(
        LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        var topology = LocalTopology.For(options.Port, options.Replicas, options.ScrapeInterval);
        var system = new LocalSystem(Lock(options), topology, new OrphanedProcesses(options.Data));
        try
        {
            await system.EndOrphansAsync(options, screen, cancellationToken);
            await ResetAsync(options, screen, cancellationToken);
            CheckPorts(topology);
            var connectionStrings = await system.StartDatabaseAsync(options, screen, cancellationToken);
            var operatorKey = await SecretFile.ReadAsync(options.OperatorKeyFile, cancellationToken);
            system.StartServices(connectionStrings, operatorKey, options, screen);
            await system.WaitForFirstAnswerAsync(cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // sre-service ends last: the others send it their final scrapes.
        var reads = _services.ToLookup(service => Topology.Of("sre").Any(sre => sre.Name == service.Name));
        await Task.WhenAll(reads[false].Select(service => service.DisposeAsync().AsTask()));
        await Task.WhenAll(reads[true].Select(service => service.DisposeAsync().AsTask()));
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _orphans.Forget();
        await _lock.DisposeAsync();
    }

    private static void CheckPorts(LocalTopology topology)
    {
        var taken = topology.Replicas
            .SelectMany(replica => new[]
            {
                (replica.Port, replica.Name), (Port: replica.ManagementPort, Name: $"{replica.Name} management"),
            })
            .Where(wanted => !Ports.IsFree(wanted.Port))
            .Select(wanted => $"port {wanted.Port} ({wanted.Name})")
            .ToArray();
        if (taken.Length > 0)
        {
            throw new CannotStartException(
                $"Another program listens on {string.Join(", ", taken)}. End it, or choose other ports with --port.");
        }
    }

    /// <summary>Two runners with one data folder would start two servers on one cluster.</summary>
    private static FileStream Lock(LocalOptions options)
    {
        Directory.CreateDirectory(options.Data);
        try
        {
            return new FileStream(
                Path.Combine(options.Data, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new CannotStartException(
                $"Another local system uses the data folder {options.Data}. "
                + "End it, or choose another folder with --data.");
        }
    }

    /// <summary>A server that was named is emptied database by database instead.</summary>
    private static async Task ResetAsync(LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        if (!options.Reset || options.Postgres is not null)
        {
            return;
        }

        screen.Say($"Deleting the data in {options.Data}");
        foreach (var folder in (string[])[options.PostgresFolder, options.LogFolder])
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        await DockerPostgres.DeleteVolumeAsync(options.Data, cancellationToken);
    }

    private async Task EndOrphansAsync(LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        if (await _orphans.EndAsync(cancellationToken) is > 0 and var ended)
        {
            screen.Say($"Ended {ended} processes that an earlier runner had left behind");
        }

        await PostgresCluster.EndOrphanAsync(options.PostgresFolder, cancellationToken);
    }

    /// <returns>Connection strings by name, as in the section <c>ConnectionStrings</c>.</returns>
    private async Task<Dictionary<string, string>> StartDatabaseAsync(
        LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        try
        {
            _database = await LocalDatabase.StartAsync(options, screen, cancellationToken);
            var users = await _database.EnsureAsync("evenkeel_users", options, screen, cancellationToken);
            var sre = await _database.EnsureAsync("evenkeel_sre", options, screen, cancellationToken);
            await Task.WhenAll(
                MigrateAsync("users", "Users", users, options, screen, cancellationToken),
                MigrateAsync("sre", "Sre", sre, options, screen, cancellationToken));
            return new Dictionary<string, string> { ["Users"] = users.Service, ["Sre"] = sre.Service };
        }
        catch (Exception error) when (error is Npgsql.NpgsqlException or InvalidOperationException)
        {
            throw new CannotStartException($"PostgreSQL cannot be used: {error.Message}");
        }
    }

    private async Task MigrateAsync(
        string service, string connection, DatabaseAccess access, LocalOptions options, IScreen screen,
        CancellationToken cancellationToken)
    {
        var step = Create(
            $"{service}-migrations", Topology.Of(service).First(), ["--migrate"],
            LocalTopology.MigrationSettings(connection, access), screen, options with { Restart = false });
        await using (step)
        {
            step.Start();
            if (await step.ExitAsync(cancellationToken) != 0)
            {
                throw new CannotStartException($"{step.Name} failed:\n{step.OutputTail}");
            }
        }
    }

    private ServiceProcess Create(
        string name, Replica replica, string[] arguments, Dictionary<string, string> environment, IScreen screen,
        LocalOptions options)
    {
        var process = new ServiceProcess(
            name, () => Describe(replica, arguments, environment), options.LogFolder, screen, options.Restart);
        process.Started += started => _orphans.Remember(started, Checkout.Program(replica.Project));
        return process;
    }

    private void StartServices(
        IReadOnlyDictionary<string, string> connectionStrings, string operatorKey, LocalOptions options,
        IScreen screen)
    {
        foreach (var replica in Topology.Replicas)
        {
            var environment = Topology.EnvironmentOf(
                replica, connectionStrings, new(TrafficKey, SystemKey, operatorKey));
            var service = Create(replica.Name, replica, [], environment, screen, options);
            _services.Add(service);
            service.Start();
            screen.Say(
                $"{replica.Name}: {replica.Address} (management {replica.ManagementPort}), "
                + $"process {service.Running?.Id}");
        }
    }

    private static ProcessStartInfo Describe(
        Replica replica, string[] arguments, Dictionary<string, string> environment)
    {
        var start = ProcessGroup.Run(Checkout.Program(replica.Project), arguments);
        start.WorkingDirectory = Path.Combine(Checkout.Root, replica.Folder);

        // What a shell has set for one service must not reach another.
        start.Environment.Remove("ASPNETCORE_URLS");
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(framework, "../../.."));
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return start;
    }

    private async Task WaitForFirstAnswerAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Topology.Gateway, Timeout = TimeSpan.FromSeconds(5) };

        // Marked as probes, so that no objective counts them.
        client.DefaultRequestHeaders.Add("X-Traffic-Class", "probe");
        client.DefaultRequestHeaders.Add("X-Traffic-Key", TrafficKey);
        using var deadline = new Deadline(StartTimeout, TimeProvider.System, cancellationToken);
        string[] answers = ["/health/ready", "/api/users?limit=1", "/sre/health", "/"];
        try
        {
            foreach (var path in answers)
            {
                while (!await AnswersAsync(client, path, deadline.Token))
                {
                    ThrowIfOneEnded();
                    await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CannotStartException(
                $"The system did not answer within {StartTimeout.TotalSeconds:0} s; the lines above say why.");
        }
    }

    private void ThrowIfOneEnded()
    {
        if (_services.FirstOrDefault(service => service.Running is null) is { } ended)
        {
            throw new CannotStartException($"{ended.Name} ended while starting:\n{ended.OutputTail}");
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // One request timed out; there is time for others.
            return false;
        }
    }
}
