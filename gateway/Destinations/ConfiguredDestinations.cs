using Platform.Addresses;
using Platform.Configuration;

namespace Gateway.Destinations;

/// <summary>Stops the start of a gateway without the address of a service that it routes to.</summary>
internal static class ConfiguredDestinations
{
    /// <param name="clusters">The section <c>ReverseProxy:Clusters</c>.</param>
    public static void Check(IConfigurationSection clusters, ConfigurationErrors errors)
    {
        if (!clusters.GetChildren().Any())
        {
            errors.Add(clusters.Path, "is missing: the gateway's appsettings.json is not in the working directory.");
        }

        foreach (var cluster in clusters.GetChildren())
        {
            var destinations = cluster.GetSection("Destinations");
            if (!destinations.GetChildren().Any())
            {
                errors.Add(
                    destinations.Path,
                    $"needs an address: {destinations.Path}:{cluster.Key}-1:Address=http://host:port/.");
            }

            foreach (var address in destinations.GetChildren().Select(each => each.GetSection("Address")))
            {
                if (ServiceAddress.Parse(address.Value) is null)
                {
                    errors.Add(address.Path, ServiceAddress.Rule);
                }
            }
        }
    }
}
