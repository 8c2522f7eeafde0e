using System.ComponentModel.DataAnnotations;
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

    /// <summary>
    /// When an idle connection is closed. A load balancer must close its own earlier, or it may send a request on one
    /// that is being closed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(75);

    /// <summary>The networks of <see cref="TrustedProxies"/>.</summary>
    public IPNetwork[] TrustedNetworks() => [.. TrustedProxies.Select(IPNetwork.Parse)];

    public IEnumerable<(string Key, string Problem)> Problems() =>
        from network in TrustedProxies.Index()
        where !IPNetwork.TryParse(network.Item, out _)
        select ($"{nameof(TrustedProxies)}:{network.Index}", $"'{network.Item}' is not a network such as 10.0.0.0/16.");
}

/// <summary>The client behind a load balancer; without one, the peer of the connection.</summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Services.GetRequiredService<GatewaySettings>().TrustedNetworks();
        if (networks.Length > 0)
        {
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            networks.ToList().ForEach(options.KnownIPNetworks.Add);
            app.UseForwardedHeaders(options);
        }
    }
}
