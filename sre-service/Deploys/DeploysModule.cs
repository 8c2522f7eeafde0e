using Platform.Configuration;
using Platform.Management;
using SreService.Queries;

namespace SreService.Deploys;

internal static class DeploysModule
{
    public static void AddDeploys(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<DeployGateSettings>(DeployGateSettings.Section);
        builder.Services.AddSingleton<DeployBook>();
        builder.Services.AddSingleton<DeployStore>();
        builder.Services.AddScoped<DeployGate>();
        builder.Services.AddScoped<DeployManagementEndpoints>();
        builder.AddManagementEndpoint<DeployManagementEndpoints>(
            DeployManagementEndpoints.Path, endpoints => endpoints.OverrideAsync);
        builder.AddJson(DeploysJson.Default);
    }
}
