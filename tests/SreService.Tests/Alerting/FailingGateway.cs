using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using SreService.Tests.Objectives.Files;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Alerting;

/// <summary>A gateway whose requests can fail, and services that watch it.</summary>
internal sealed class FailingGateway : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private readonly ReplicaServer _replica;
    private readonly string _database;
    private ReplicaText _gateway = new("gateway", "gateway-1", SreSystem.Noon.AddHours(-1));

    private FailingGateway(string database)
    {
        _database = database;
        _replica = new ReplicaServer(() => _gateway.ToString());
    }

    public static async Task<FailingGateway> StartAsync(PostgresFixture postgres)
    {
        var gateway = new FailingGateway(await postgres.CreateDatabaseAsync());
        await File.WriteAllTextAsync(Path.Combine(gateway._folder, "checkout.yaml"), SloYaml.Text);
        await gateway._replica.StartAsync();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _replica.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>With an objective of another service: only rules without an objective watch the gateway.</summary>
    public SreSystem Watch(FakeTimeProvider? clock = null) => WatchShipped(clock).With("Objectives:Path", _folder);

    /// <summary>With the objectives that ship.</summary>
    public SreSystem WatchShipped(FakeTimeProvider? clock = null) =>
        new SreSystem(_database, clock: clock).Watching("gateway", _replica);

    /// <summary>Requests fail until the next scrape.</summary>
    public void Fail(int requests) => _gateway.Answered(requests, 0.01, "bad", "timeout");

    /// <summary>The process ends without an announcement, and another one starts.</summary>
    public void Crash(DateTimeOffset at) => _gateway = new("gateway", "gateway-2", at);

    /// <summary>Eight requests fail, which is more than the limit of a minute.</summary>
    public async Task FailAsync(SreSystem system)
    {
        await system.TickAsync();
        Fail(8);
        await system.TickAsync();
    }
}

internal static class OperatorRequests
{
    extension(SreSystem system)
    {
        public Task<(int Status, JsonElement? Body)> PostJsonAsync(string path, object body) =>
            system.PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(body));
    }

    extension(JsonElement json)
    {
        public string? Text(string member) => json.GetProperty(member).GetString();

        public int Int(string member) => (int)json.GetProperty(member).GetDouble();
    }
}
