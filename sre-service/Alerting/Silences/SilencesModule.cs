using Platform.Management;
using SreService.Queries;

namespace SreService.Alerting.Silences;

internal static class SilencesModule
{
    public static void AddSilences(this IHostApplicationBuilder builder)
    {
        builder.AddJson(SilencesJson.Default);
        builder.Services.AddSingleton<SilenceCache>();
        builder.Services.AddSingleton<SilenceStore>();
        builder.Services.AddSingleton<SilenceManagementEndpoints>();
        builder.AddManagementEndpoint<SilenceManagementEndpoints>(SilenceManagementEndpoints.SilencesPath, operators => operators.SilenceAsync);
        builder.AddManagementEndpoint<SilenceManagementEndpoints>(SilenceManagementEndpoints.EndPath, operators => operators.EndSilenceAsync);
        builder.AddManagementEndpoint<SilenceManagementEndpoints>(SilenceManagementEndpoints.AcknowledgementsPath, operators => operators.AcknowledgeAsync);
    }
}
