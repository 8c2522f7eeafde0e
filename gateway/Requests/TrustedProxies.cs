using Microsoft.AspNetCore.HttpOverrides;
using Platform.Configuration;
using IPNetwork = System.Net.IPNetwork;

namespace Gateway.Requests;

/// <summary>Section <c>Gateway</c>.</summary>
internal sealed class GatewaySettings : ICheckedSettings
{
    public const string Section = "Gateway";

    /// <summary>
    /// Networks (CIDR) of the load balancer in front, which is trusted on the client's address and scheme.
    /// </summary>
    public string[] TrustedProxies { get; set; } = [];

    public IEnumerable<(string Key, string Problem)> Problems() =>
        from network in TrustedProxies.Index()
        where !IPNetwork.TryParse(network.Item, out _)
        select ($"{nameof(TrustedProxies)}:{network.Index}", $"'{network.Item}' is not a network such as 10.0.0.0/16.");
}

/// <summary>The client behind a load balancer; without one, the peer of the connection.</summary>
internal static class TrustedProxies
{
    public static void AddTrustedProxies(this WebApplicationBuilder builder) =>
        builder.AddSettings<GatewaySettings>(GatewaySettings.Section);

    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Services.GetRequiredService<GatewaySettings>().TrustedProxies;
        if (networks.Length > 0)
        {
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            networks.Select(IPNetwork.Parse).ToList().ForEach(options.KnownIPNetworks.Add);
            app.UseForwardedHeaders(options);
        }
    }
}
