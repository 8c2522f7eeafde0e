using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Addresses;
using SreService.Counting;
using SreService.Leadership;
using SreService.Objectives;
using SreService.Rounds;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Scraping;
using Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace SreService.Tests;

/// <summary>
/// The whole service in process on a real database, reading real replicas over HTTP, on a clock that the test moves:
/// a round of scrapes is taken when the test says so.
/// </summary>
internal sealed class SreSystem : WebApplicationFactory<Program>
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public const string Key = "a key of the tests";
    public const string SystemKey = "key between processes";

    private readonly string _database;
    private readonly int _managementPort = FreePorts.Next();
    private readonly Dictionary<string, string> _settings = [];
    private RoundLoop? _scraper;
    private int _targets;

    public SreSystem(string database, DateTimeOffset? start = null, FakeTimeProvider? clock = null)
    {
        _database = database;
        Clock = clock ?? new FakeTimeProvider(start ?? Noon);
    }

    public FakeTimeProvider Clock { get; }

    /// <summary>The name server.</summary>
    public Func<string, Task<IPAddress[]>> Lookup { get; set; } = _ => throw new SocketException();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The part that it has among several replicas.</summary>
    public LeadershipRole Role => Services.GetRequiredService<LeadershipTracker>().Current.Role;

    public bool StorageAvailable => Storage.State.Available;

    private Storage Storage => Services.GetRequiredService<Storage>();

    public SreSystem Watching(string service, ReplicaServer replica)
    {
        _settings[$"Scraping:Targets:{_targets}:Service"] = service;
        _settings[$"Scraping:Targets:{_targets}:Address"] = replica.Address.ToString();
        _targets++;
        return this;
    }

    public SreSystem With(string key, string value)
    {
        _settings[key] = value;
        return this;
    }

    /// <summary>Starts it and waits until it has read what is in the database.</summary>
    public async Task<SreSystem> StartAsync()
    {
        await UntilAsync(() => Storage.State.Available);
        return this;
    }

    /// <summary>Takes the next rounds of scrapes and waits until they are written, if the database is there.</summary>
    public async Task TickAsync(int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            var tick = await RoundAsync();
            await UntilAsync(() => Storage.State.WrittenAt == tick || !Storage.State.Available);
        }
    }

    /// <summary>Lets seconds pass, without a round of scrapes, until it has that part.</summary>
    public Task UntilAsync(LeadershipRole role) => UntilPassingTimeAsync(() => Task.FromResult(Role == role));

    /// <summary>Lets seconds pass, without a round of scrapes, until something holds.</summary>
    public async Task UntilPassingTimeAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>Takes rounds until one is written.</summary>
    public async Task TickUntilWrittenAsync()
    {
        while (!StorageAvailable)
        {
            await RoundAsync();
            await Task.Delay(50, Cancellation);
        }
    }

    /// <summary>
    /// Takes rounds until every definition in use was counted back as far as the database knows, and one more.
    /// </summary>
    public async Task TickUntilCountedBackAsync()
    {
        while (!Services.GetRequiredService<ObjectiveBoard>().Revisions().All(generation => generation.IsBackfilled))
        {
            await TickAsync();
            await Task.Delay(50, Cancellation);
        }

        await TickAsync();
    }

    public async Task<DateTimeOffset> RoundAsync()
    {
        var tick = Clock.GetUtcNow().Floor(Interval) + Interval;
        Clock.SetUtcNow(tick);
        await RoundAtAsync(tick);
        return tick;
    }

    /// <summary>Takes a round of scrapes for a moment of its own.</summary>
    public Task RoundAtAsync(DateTimeOffset tick)
    {
        _scraper ??= ActivatorUtilities.CreateInstance<RoundLoop>(Services);
        return _scraper.RoundAsync(tick, Cancellation);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var client = CreateClient();
        return await client.GetFromJsonAsync<JsonElement>(path, Cancellation);
    }

    /// <summary>What another process posts to the management port.</summary>
    /// <returns>The status and the body; null for an empty one.</returns>
    public async Task<(int Status, JsonElement? Body)> PostAsync(
        string path, byte[] body, string contentType = "application/json", string? key = Key, string from = "127.0.0.1")
    {
        var answer = await Server.SendAsync(
            context =>
            {
                context.Connection.LocalPort = _managementPort;
                context.Connection.RemoteIpAddress = IPAddress.Parse(from);
                (context.Request.Method, context.Request.Path) = (HttpMethods.Post, path);
                (context.Request.ContentType, context.Request.Body) = (contentType, new MemoryStream(body));
                if (key is not null)
                {
                    context.Request.Headers["X-System-Key"] = key == Key ? SystemKey : key;
                    context.Request.Headers["X-Operator-Key"] = key;
                }
            },
            Cancellation);
        using var text = new StreamReader(answer.Response.Body);
        return (answer.Response.StatusCode,
            await text.ReadToEndAsync(Cancellation) is { Length: > 0 } json ? JsonElement.Parse(json) : null);
    }

    /// <summary>Looks names up, as happens every few seconds.</summary>
    public Task LookUpAsync() =>
        ActivatorUtilities.CreateInstance<ServiceDiscovery>(Services).LookUpAsync(Cancellation);

    /// <returns>The replicas of a service as <c>/sre/health</c> shows them.</returns>
    public async Task<JsonElement[]> ReplicasAsync(string service) =>
        [.. (await GetAsync("/sre/health")).GetProperty("components").GetProperty(service).GetProperty("replicas")
            .EnumerateArray()];

    /// <returns>Good and bad of an objective, up to the newest scrape.</returns>
    public async Task<(long Good, long Bad)> CountsAsync(string objective)
    {
        var slo = await GetAsync($"/sre/slos/{objective}");
        return (slo.GetProperty("good").GetInt64(), slo.GetProperty("bad").GetInt64());
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Sre", TestRoles.Service(_database));
        builder.UseSetting("ConnectionStrings:SreMigrations", TestRoles.Owner(_database));
        builder.UseSetting("Service:DrainDelay", "00:00:00");
        builder.UseSetting("Serilog:MinimumLevel:Default", "Fatal");
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Fatal");
        builder.UseSetting("Service:ManagementPort", _managementPort.ToString(CultureInfo.InvariantCulture));
        builder.UseSetting("Scraping:Interval", Interval.ToString());
        builder.UseSetting("Traffic:Key", "key of marked traffic");
        builder.UseSetting("System:Key", SystemKey);
        builder.UseSetting("Operator:Key", Key);
        // The server's clock does not stand still while the test's does.
        builder.UseSetting("Evaluation:Silence", "00:10:00");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.Remove(services.Single(service => service.ImplementationType == typeof(RoundLoop)));
            services.Remove(services.Single(service => service.ImplementationType == typeof(ServiceDiscovery)));
            services.AddSingleton<HostLookup>((host, _) => Lookup(host));
        });
    }
}
