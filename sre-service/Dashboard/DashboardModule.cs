using SreService.Queries;

namespace SreService.Dashboard;

internal static class DashboardModule
{
    public static void AddDashboard(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<DashboardReader>();
        builder.AddJson(DashboardJson.Default);
    }
}
