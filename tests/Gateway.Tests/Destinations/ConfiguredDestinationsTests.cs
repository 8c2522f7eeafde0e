using Gateway.Destinations;
using Microsoft.Extensions.Configuration;
using Platform.Configuration;

namespace Gateway.Tests.Destinations;

public sealed class ConfiguredDestinationsTests
{
    [Theory]
    [InlineData("http://users:8080/")]
    [InlineData("https://10.0.0.1")]
    public void Absolute_url_is_a_destination(string address) =>
        Assert.Empty(Check(("users:Destinations:users-1:Address", address)));

    [Theory]
    [InlineData("users:8080")]
    [InlineData("/users")]
    [InlineData("")]
    [InlineData("ftp://users/")]
    [InlineData("http://name:secret@users/")]
    [InlineData("http://users/?x=1")]
    public void Invalid_address_is_named_by_its_key_without_its_value(string address)
    {
        var error = Assert.Single(Check(("users:Destinations:users-1:Address", address)));

        Assert.StartsWith("Clusters:users:Destinations:users-1:Address: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_clusters_without_a_destination_are_named_at_once() => Assert.Equal(
        ["Clusters:sre:Destinations", "Clusters:users:Destinations"],
        Check(("users:LoadBalancingPolicy", "x"), ("sre:LoadBalancingPolicy", "x"))
            .Select(error => error[..error.IndexOf(": ", StringComparison.Ordinal)]).Order());

    [Fact]
    public void Gateway_without_routes_does_not_start() => Assert.Single(Check());

    [Fact]
    public async Task Program_ends_and_names_the_missing_key()
    {
        var said = new System.Text.StringBuilder();
        using var gateway = RunningGateway.Start([], line =>
        {
            lock (said)
            {
                said.AppendLine(line);
            }
        });

        await gateway.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.NotEqual(0, gateway.ExitCode);
        Assert.Contains(
            "ReverseProxy:Clusters:users:Destinations: needs an address", said.ToString(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Check(params (string Key, string Value)[] clusters)
    {
        var errors = new ConfigurationErrors();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                clusters.Select(each => KeyValuePair.Create($"Clusters:{each.Key}", (string?)each.Value)))
            .Build();
        ConfiguredDestinations.Check(configuration.GetSection("Clusters"), errors);
        return errors.All;
    }
}
