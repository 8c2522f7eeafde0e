using Platform.Management;
using SreService.Queries;

namespace SreService.Alerting.Silences;

internal static class SilencesModule
{
    public static void AddSilences(this IHostApplicationBuilder builder)
    {
        builder.AddJson(SilencesJson.Default);
        builder.Services.AddSingleton<MutingBook>();
        builder.Services.AddSingleton<MutingStore>();
        builder.Services.AddSingleton<OperatorEndpoints>();
        builder.AddManagementEndpoint<OperatorEndpoints>(OperatorEndpoints.SilencesPath, operators => operators.SilenceAsync);
        builder.AddManagementEndpoint<OperatorEndpoints>(OperatorEndpoints.EndPath, operators => operators.EndSilenceAsync);
        builder.AddManagementEndpoint<OperatorEndpoints>(OperatorEndpoints.AcknowledgementsPath, operators => operators.AcknowledgeAsync);
    }
}
