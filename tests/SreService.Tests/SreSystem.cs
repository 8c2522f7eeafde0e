using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Scraping;
using Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace SreService.Tests;

/// <summary>
/// The whole service in process on a real database, reading real replicas over HTTP, on a clock that the test moves:
/// a round of readings is taken when the test says so.
/// </summary>
internal sealed class SreSystem : WebApplicationFactory<Program>
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _database;
    private readonly Dictionary<string, string> _settings = [];
    private Scraper? _scraper;
    private int _targets;

    public SreSystem(string database, DateTimeOffset? start = null)
    {
        _database = database;
        Clock = new FakeTimeProvider(start ?? Noon);
    }

    public FakeTimeProvider Clock { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public bool StorageAvailable => Keeper.State.Available;

    private SliceKeeper Keeper => Services.GetRequiredService<SliceKeeper>();

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
        await UntilAsync(() => Keeper.State.Available);
        return this;
    }

    /// <summary>Takes the next rounds of readings and waits until they are written, if the database is there.</summary>
    public async Task TickAsync(int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            var tick = await RoundAsync();
            await UntilAsync(() => Keeper.State.WrittenAt == tick || !Keeper.State.Available);
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

    public async Task<DateTimeOffset> RoundAsync()
    {
        _scraper ??= ActivatorUtilities.CreateInstance<Scraper>(Services);
        var tick = Clock.GetUtcNow().Floor(Interval) + Interval;
        Clock.SetUtcNow(tick);
        await _scraper.RoundAsync(tick, Cancellation);
        return tick;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var client = CreateClient();
        return await client.GetFromJsonAsync<JsonElement>(path, Cancellation);
    }

    /// <returns>Good and bad of an objective, up to the newest reading.</returns>
    public async Task<(long Good, long Bad)> CountsAsync(string objective)
    {
        var slo = await GetAsync($"/sre/slos/{objective}");
        return (slo.GetProperty("good").GetInt64(), slo.GetProperty("bad").GetInt64());
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:Sre", _database);
        builder.UseSetting("Service:DrainDelay", "00:00:00");
        builder.UseSetting("Serilog:MinimumLevel:Default", "Fatal");
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Fatal");
        builder.UseSetting("Service:ManagementPort", FreePorts.Next().ToString(CultureInfo.InvariantCulture));
        builder.UseSetting("Scraping:Interval", Interval.ToString());
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.Remove(services.Single(service => service.ImplementationType == typeof(Scraper)));
        });
    }
}
