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
        builder.Services.AddScoped<SilenceNotes>();
        builder.Services.AddScoped<SilenceManagementEndpoints>();
        builder.AddManagementEndpoint<SilenceManagementEndpoints>(
            SilenceManagementEndpoints.SilencesPath, endpoints => endpoints.SilenceAsync);
        builder.AddManagementEndpoint<SilenceManagementEndpoints>(
            SilenceManagementEndpoints.EndPath, endpoints => endpoints.EndSilenceAsync);
        builder.AddManagementEndpoint<SilenceManagementEndpoints>(
            SilenceManagementEndpoints.AcknowledgementsPath, endpoints => endpoints.AcknowledgeAsync);
    }
}
