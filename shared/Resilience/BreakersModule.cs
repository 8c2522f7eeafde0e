using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Configuration;
using Platform.Management;

namespace Platform.Resilience;

/// <summary>Circuit breakers with their metrics and their endpoints on the management port.</summary>
public static class BreakersModule
{
    /// <summary>Registers a breaker, keyed by its name, with the settings <c>Breakers:&lt;name&gt;</c>.</summary>
    /// <param name="name">For example <c>database</c>.</param>
    /// <param name="failureReason">See <see cref="Breaker"/>.</param>
    /// <param name="defaults">The defaults of <see cref="BreakerSettings"/> when null.</param>
    public static void AddBreaker(
        this IHostApplicationBuilder builder, string name, Func<Exception, string?> failureReason,
        BreakerSettings? defaults = null)
    {
        var settings = builder.ReadBreakerSettings(name, defaults);
        builder.Services.AddKeyedSingleton(name, (services, _) =>
            ActivatorUtilities.CreateInstance<Breaker>(services, name, settings, failureReason));
        builder.Services.AddSingleton<IBreakerSource>(services =>
            new SingleBreaker(services.GetRequiredKeyedService<Breaker>(name)));
    }

    /// <summary>Reads <c>Breakers:&lt;name&gt;</c> for breakers that the service makes itself.</summary>
    public static BreakerSettings ReadBreakerSettings(
        this IHostApplicationBuilder builder, string name, BreakerSettings? defaults = null) => Settings.Read(
            builder.Configuration.GetSection($"Breakers:{name}"), builder.ConfigurationErrors(), defaults ?? new());

    internal static void AddBreakers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<BreakerMetrics>();
        builder.Services.AddSingleton<BreakerEndpoints>();
        builder.AddManagementEndpoint<BreakerEndpoints>(BreakerEndpoints.ListPath, all => all.ListAsync);
        builder.AddManagementEndpoint<BreakerEndpoints>(BreakerEndpoints.IsolatePath, all => all.IsolateAsync);
        builder.AddManagementEndpoint<BreakerEndpoints>(BreakerEndpoints.ClosePath, all => all.CloseAsync);
    }

    private sealed class SingleBreaker(Breaker breaker) : IBreakerSource
    {
        public IEnumerable<IBreaker> Breakers() => [breaker];
    }
}
