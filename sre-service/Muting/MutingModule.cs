using Platform.Management;

namespace SreService.Muting;

internal static class MutingModule
{
    public static void AddMuting(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MutingBook>();
        builder.Services.AddSingleton<MutingStore>();
        builder.Services.AddSingleton<OperatorEndpoints>();
        builder.AddManagementEndpoint<OperatorEndpoints>(OperatorEndpoints.SilencesPath, operators => operators.SilenceAsync);
        builder.AddManagementEndpoint<OperatorEndpoints>(OperatorEndpoints.EndPath, operators => operators.EndSilenceAsync);
        builder.AddManagementEndpoint<OperatorEndpoints>(OperatorEndpoints.AcknowledgementsPath, operators => operators.AcknowledgeAsync);
    }
}
