using Platform.Topology;

namespace Platform.Tests.Topology;

public sealed class SystemTopologyTests
{
    [Fact]
    public void Services_depend_only_on_services_that_exist() =>
        Assert.Empty(SystemTopology.Services.SelectMany(service => service.DependsOn)
            .Except(SystemTopology.Services.Select(service => service.ShortName)));

    [Fact]
    public void Service_on_the_path_stands_above_those_it_depends_on() =>
        Assert.All(SystemTopology.Services, service => Assert.All(
            SystemTopology.Services.Where(other => service.DependsOn.Contains(other.ShortName)),
            other => Assert.False(other.Layer >= service.Layer, $"{service.Name} on {other.Name}")));

    [Fact]
    public void Components_rank_from_the_database_up_to_the_gateway()
    {
        int?[] ranks =
        [
            SystemTopology.DatabaseLayer, SystemTopology.LayerOf(SystemTopology.Users),
            SystemTopology.LayerBesideThePath, SystemTopology.LayerOf(SystemTopology.Gateway),
        ];

        Assert.Equal([0, 1, 2, 3], ranks);
    }

    [Theory]
    [InlineData(SystemTopology.Sre)]
    [InlineData(SystemTopology.Web)]
    [InlineData("orders-service")]
    public void Component_beside_the_path_has_no_layer(string component) =>
        Assert.Null(SystemTopology.LayerOf(component));

    [Theory]
    [InlineData("gateway", "gateway", true)]
    [InlineData("users-service", "gateway", true)]
    [InlineData("web-frontend", "gateway", true)]
    [InlineData("users-service", "web-frontend", true)]
    [InlineData("sre-service", "gateway", false)]
    [InlineData("gateway", "users-service", false)]
    [InlineData("web-frontend", "users-service", false)]
    [InlineData("orders-service", "gateway", false)]
    [InlineData("orders-service", "orders-service", true)]
    public void Path_of_requests_leads_to_what_a_service_depends_on(string component, string service, bool isOnPath) =>
        Assert.Equal(isOnPath, SystemTopology.IsOnPath(component, service));

    [Theory]
    [InlineData("users/10.0.0.1:5000", "users-service")]
    [InlineData("web/web-1", "web-frontend")]
    [InlineData("receiver/pager", null)]
    [InlineData("database", null)]
    [InlineData("/users", null)]
    public void Breaker_of_a_destination_names_the_called_service(string breaker, string? service) =>
        Assert.Equal(service, SystemTopology.CalledThrough(breaker));
}
