namespace SreService.Dashboard;

internal static class DashboardEndpoints
{
    public static void MapDashboard(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/dashboard", (DashboardReader dashboard) => TypedResults.Ok(dashboard.Read()))
            .WithName("GetDashboard")
            .WithSummary("Get objectives, alerts, health, performance and recommendations at a glance");
}
