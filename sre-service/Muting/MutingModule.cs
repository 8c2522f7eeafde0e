using Platform.Management;

namespace SreService.Muting;

internal static class MutingModule
{
    public static void AddMuting(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<MutingBook>();
        builder.Services.AddSingleton<MutingStore>();
        builder.Services.AddSingleton<OperatorEndpoints>();
        builder.Services.AddHostedService<MutingWatch>();
        Map(OperatorEndpoints.SilencesPath, operators => operators.SilenceAsync);
        Map(OperatorEndpoints.EndPath, operators => operators.EndSilenceAsync);
        Map(OperatorEndpoints.AcknowledgementsPath, operators => operators.AcknowledgeAsync);

        void Map(string path, Func<OperatorEndpoints, RequestDelegate> handler) =>
            builder.Services.AddSingleton(new ManagementEndpoint(
                path, context => handler(context.RequestServices.GetRequiredService<OperatorEndpoints>())(context)));
    }
}
