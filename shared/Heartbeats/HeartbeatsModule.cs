using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;
using Platform.Requests;

namespace Platform.Heartbeats;

internal static class HeartbeatsModule
{
    public static void AddHeartbeats(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<HeartbeatSettings>(HeartbeatSettings.Section);
        if (settings.Targets.Count > 0 && builder.Configuration[SystemKey.Setting] is not { Length: > 0 })
        {
            builder.ConfigurationErrors().Add(
                $"{HeartbeatSettings.Section}:{nameof(settings.Targets)}", $"needs {SystemKey.Setting}.");
        }

        if (settings.Targets.Count > 0)
        {
            builder.Services.AddSingleton<HeartbeatTargets>();
            builder.Services.AddHostedService<FinalScrape>();
            builder.Services.AddHostedService<HeartbeatSender>();
        }
    }
}
