using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Platform.Addresses;
using Platform.Configuration;
using Platform.Requests;
using Platform.Telemetry;

namespace Platform.Heartbeats;

internal static class HeartbeatsModule
{
    public static void AddHeartbeats(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<HeartbeatSettings>(HeartbeatSettings.Section);
        foreach (var (key, problem) in settings.Problems(builder.Configuration[TrafficKey.Setting] is { Length: > 0 }))
        {
            builder.ConfigurationErrors().Add(key, problem);
        }

        builder.Services.TryAddSingleton<HostLookup>(Dns.GetHostAddressesAsync);
        if (settings.Targets.Count > 0)
        {
            builder.Services.AddSingleton<MetricsText>();
            builder.Services.AddSingleton<Listeners>();
            builder.Services.AddHostedService<LastReading>();
            builder.Services.AddHostedService<HeartbeatSender>();
        }
    }
}
