using Platform.Configuration;
using SreService.Queries;

namespace SreService.Deploys;

internal static class DeploysModule
{
    public static void AddDeploys(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<DeployGateSettings>(DeployGateSettings.Section);
        if (settings.FreezeBelow > settings.SlowBelow)
        {
            builder.ConfigurationErrors().Add(
                $"{DeployGateSettings.Section}:{nameof(settings.FreezeBelow)}", "must not be above SlowBelow.");
        }

        builder.Services.AddSingleton<DeployGate>();
        builder.AddJson(DeploysJson.Default);
    }
}
