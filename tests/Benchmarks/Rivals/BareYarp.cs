using Yarp.ReverseProxy.Configuration;

namespace Benchmarks.Rivals;

/// <summary>YARP with one route, one destination and no middleware.</summary>
internal static class BareYarp
{
    public static WebApplication Build(WebApplicationBuilder builder, string destination)
    {
        var route = new RouteConfig { RouteId = "all", ClusterId = "one", Match = new() { Path = "/api/{**rest}" } };
        var destinations = new Dictionary<string, DestinationConfig> { ["1"] = new() { Address = destination } };
        builder.Services.AddReverseProxy()
            .LoadFromMemory([route], [new ClusterConfig { ClusterId = "one", Destinations = destinations }]);
        var app = builder.Build();
        app.MapReverseProxy();
        return app;
    }
}
