using System.Diagnostics.Metrics;
using Gateway.Destinations;
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

        builder.Services.AddSingleton<IDestinationResolver, ReplicaResolver>();
        builder.Services.AddSingleton<IActiveHealthCheckPolicy, ReadinessPolicy>();
        builder.Services.AddSingleton<IAvailableDestinationsPolicy, ReadyElseAnsweringPolicy>();
        builder.Services.AddSingleton<DestinationBreakers>();
        builder.AddSettings<RetrySettings>(RetrySettings.Section);
        builder.Services.AddSingleton<Patience>().AddSingleton<RetryBudget>().AddSingleton<HeldMemory>();
        builder.Services.AddSingleton<Retry>();
        builder.Services.AddSingleton<IBreakerSource>(services => services.GetRequiredService<DestinationBreakers>());
    }

    public static void MapProxy(this WebApplication app)
    {
        var breakers = app.Services.GetRequiredService<DestinationBreakers>();
        var failures = ActivatorUtilities.CreateInstance<FailureLog>(app.Services);
        var retry = app.Services.GetRequiredService<Retry>();

        app.MapReverseProxy(proxy =>
        {
            proxy.UseBodyLimit();
            proxy.Use(retry.InvokeAsync);
            proxy.UseLoadBalancing();
            proxy.Use(async (context, next) =>
            {
                await next(context);
                Attempt.CountSilenceAsTimeout(context);
                breakers.Count(context);
                failures.Write(context);
            });
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
