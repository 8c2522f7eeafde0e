using Platform.Configuration;
using SreService.Queries;

namespace SreService.Deploys;

internal static class DeploysModule
{
    public static void AddDeploys(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<DeployGateSettings>(DeployGateSettings.Section);
        builder.Services.AddScoped<DeployGate>();
        builder.AddJson(DeploysJson.Default);
    }
}
