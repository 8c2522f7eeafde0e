using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.HttpOverrides;
using Platform.Configuration;
using Platform.Requests;
using IPNetwork = System.Net.IPNetwork;

namespace Gateway.Requests;

/// <summary>Section <c>Gateway</c>.</summary>
internal sealed class GatewaySettings : ICheckedSettings
{
    public const string Section = "Gateway";

    /// <summary>
    /// Networks (CIDR) of the load balancer in front, which is trusted on the client's address, scheme and host.
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

/// <summary>
/// The client behind a load balancer, and the scheme and host that it used; without one, what the connection says.
/// </summary>
internal static class TrustedProxies
{
    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Services.GetRequiredService<GatewaySettings>().TrustedNetworks();
        if (networks.Length > 0)
        {
            var options = new ForwardedHeadersOptions
            {
                ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
                    | ForwardedHeaders.XForwardedHost,
            };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            networks.ToList().ForEach(options.KnownIPNetworks.Add);
            app.IgnoreForwardedHostOfOtherNames();
            app.UseForwardedHeaders(options);
        }

        app.Use((context, next) =>
        {
            // What is left of it was not sent by a trusted proxy.
            context.Request.Headers.Remove(ForwardedHost.Header);
            return next(context);
        });
    }

    /// <summary>
    /// A page whose own name leads here (DNS rebinding) may send any header, and not every load balancer removes this
    /// one.
    /// </summary>
    private static void IgnoreForwardedHostOfOtherNames(this WebApplication app)
    {
        var service = app.Services.GetRequiredService<ServiceSettings>();
        app.Use((context, next) =>
        {
            var headers = context.Request.Headers;
            if (AllowedHosts.Refusal(context.Request, service) is not null
                || !headers.GetCommaSeparatedValues(ForwardedHost.Header).All(AllowedHosts.IsName))
            {
                headers.Remove(ForwardedHost.Header);
            }

            return next(context);
        });
    }
}
