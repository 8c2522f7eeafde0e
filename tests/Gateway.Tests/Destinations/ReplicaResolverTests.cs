using System.Net;
using System.Net.Sockets;
using Gateway.Destinations;
using Microsoft.Extensions.Time.Testing;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Tests.Destinations;

public sealed class ReplicaResolverTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Every_address_of_a_name_is_a_destination_that_keeps_the_name_as_its_host()
    {
        var (replicas, _) = await ResolveAsync("http://users:8080/", "10.0.0.1", "10.0.0.2");

        Assert.Equal(
            [
                ("users-1@10.0.0.1", "http://10.0.0.1:8080/", "users:8080"),
                ("users-1@10.0.0.2", "http://10.0.0.2:8080/", "users:8080"),
            ],
            replicas);
    }

    [Fact]
    public async Task Replica_with_addresses_of_both_families_counts_once()
    {
        var (replicas, _) = await ResolveAsync("http://localhost:81/", "::1", "127.0.0.1");

        Assert.Equal([("users-1@127.0.0.1", "http://127.0.0.1:81/", "localhost:81")], replicas);
    }

    [Fact]
    public async Task Name_without_an_address_is_kept()
    {
        var (replicas, _) = await ResolveAsync("http://users:8080/");

        Assert.Equal([("users-1", "http://users:8080/", null)], replicas);
    }

    [Fact]
    public async Task Name_is_resolved_again_after_five_seconds()
    {
        var (_, changes) = await ResolveAsync("http://users:8080/", "10.0.0.1");

        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(changes()!);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(changes()!);
    }

    [Fact]
    public async Task Ip_address_is_not_looked_up()
    {
        var (replicas, changes) = await ResolveAsync("http://10.0.0.9:8080/", "10.0.0.1");

        Assert.Equal([("users-1", "http://10.0.0.9:8080/", null)], replicas);
        Assert.Null(changes());
    }

    private async Task<(IEnumerable<(string, string, string?)> Replicas, Func<bool?> Changed)> ResolveAsync(
        string address, params string[] found)
    {
        var resolver = new ReplicaResolver(
            (_, _) => found.Length > 0
                ? Task.FromResult(found.Select(IPAddress.Parse).ToArray())
                : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
            _clock);
        var resolved = await resolver.ResolveDestinationsAsync(
            new Dictionary<string, DestinationConfig> { ["users-1"] = new() { Address = address } },
            TestContext.Current.CancellationToken);
        return (
            resolved.Destinations.Select(each => (each.Key, each.Value.Address, each.Value.Host)),
            () => resolved.ChangeToken?.HasChanged);
    }
}
