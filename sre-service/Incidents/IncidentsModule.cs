using Platform.Configuration;
using Platform.Management;
using SreService.Queries;

namespace SreService.Incidents;

internal static class IncidentsModule
{
    public static void AddIncidents(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<IncidentSettings>(IncidentSettings.Section);
        builder.AddJson(IncidentsJson.Default);
        builder.Services.AddSingleton<IncidentEntryCache>();
        builder.Services.AddSingleton<IncidentStore>();
        builder.Services.AddSingleton<ReviewStore>();
        builder.Services.AddScoped<IncidentReader>();
        builder.Services.AddSingleton<IncidentManagementEndpoints>();
        builder.AddManagementEndpoint<IncidentManagementEndpoints>(
            IncidentManagementEndpoints.IncidentsPath, endpoints => endpoints.OpenAsync);
        builder.AddManagementEndpoint<IncidentManagementEndpoints>(
            IncidentManagementEndpoints.EntriesPath, endpoints => endpoints.AddEntryAsync);
        builder.Services.AddSingleton<ReviewManagementEndpoints>();
        builder.AddManagementEndpoint<ReviewManagementEndpoints>(
            ReviewManagementEndpoints.ActionsPath, endpoints => endpoints.AddActionAsync);
        builder.AddManagementEndpoint<ReviewManagementEndpoints>(
            ReviewManagementEndpoints.ChangesPath, endpoints => endpoints.ChangeActionAsync);
        builder.AddManagementEndpoint<ReviewManagementEndpoints>(
            ReviewManagementEndpoints.ReviewsPath, endpoints => endpoints.AddReviewAsync);
    }
}
