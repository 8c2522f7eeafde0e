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
        var settings = builder.AddCheckedSettings<HeartbeatSettings>(HeartbeatSettings.Section);
        if (settings.Targets.Count > 0 && builder.Configuration[TrafficKey.Setting] is not { Length: > 0 })
        {
            builder.ConfigurationErrors().Add(
                $"{HeartbeatSettings.Section}:{nameof(settings.Targets)}", $"needs {TrafficKey.Setting}.");
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
