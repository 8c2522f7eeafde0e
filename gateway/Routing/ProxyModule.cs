using System.Diagnostics.Metrics;
using Gateway.Destinations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Configuration;
using Platform.Resilience;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Gateway.Routing;

/// <summary>Routes and cluster policies are in <c>appsettings.json</c>; destinations come from settings.</summary>
internal static class ProxyModule
{
    /// <summary>
    /// Far more than a connection within one network takes. A machine that is gone does not refuse, it is silent.
    /// </summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    public static void AddProxy(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration.GetSection("ReverseProxy");
        ConfiguredDestinations.Check(configuration.GetSection("Clusters"), builder.ConfigurationErrors());

        builder.Services.AddReverseProxy()
            .LoadFromConfig(configuration)
            .ConfigureHttpClient((_, client) =>
            {
                client.ConnectTimeout = ConnectTimeout;
                // The gateway measures its requests itself, and passes the trace on in their headers.
                client.ActivityHeadersPropagator = null;
                client.MeterFactory = new Unmeasured();
            });

        // No route has a policy, and with these services every request would pass through the middleware for them.
        builder.Services.RemoveAll<IAuthorizationHandlerProvider>().RemoveAll<IAuthorizationService>();
        builder.Services.AddSingleton<IDestinationResolver, ReplicaResolver>();
        builder.Services.AddSingleton<IActiveHealthCheckPolicy, ReadinessPolicy>();
        builder.Services.AddSingleton<IAvailableDestinationsPolicy, ReadyElseAnsweringPolicy>();
        builder.Services.AddSingleton<DestinationBreakers>();
        builder.AddSettings<RetrySettings>(RetrySettings.Section);
        builder.Services.AddSingleton<Patience>().AddSingleton<RetryBudget>().AddSingleton<HeldMemory>();
        builder.Services.AddSingleton<FailureLog>();
        builder.Services.AddSingleton<IBreakerSource>(services => services.GetRequiredService<DestinationBreakers>());
    }

    public static void MapProxy(this WebApplication app)
    {
        var retry = ActivatorUtilities.CreateInstance<Retry>(app.Services);
        app.MapReverseProxy(proxy =>
        {
            proxy.UseBodyLimit();
            proxy.Use(next => context => retry.InvokeAsync(context, next));
            proxy.UseLoadBalancing();
        });
    }

    /// <summary>Makes meters that are not exported.</summary>
    private sealed class Unmeasured : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(nameof(Unmeasured));

        public void Dispose()
        {
        }
    }
}
