using SreService.Queries;

namespace SreService.Alerting;

internal static class AlertingModule
{
    public static void AddAlerting(this IHostApplicationBuilder builder) =>
        builder.AddJson(AlertingJson.Default);
}
