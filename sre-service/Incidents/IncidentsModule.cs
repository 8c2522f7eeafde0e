using Platform.Configuration;
using Platform.Management;
using SreService.Queries;

namespace SreService.Incidents;

internal static class IncidentsModule
{
    public static void AddIncidents(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<IncidentSettings>(IncidentSettings.Section);
        foreach (var (key, problem) in settings.Problems())
        {
            builder.ConfigurationErrors().Add(key, problem);
        }

        builder.AddJson(IncidentsJson.Default);
        builder.Services.AddSingleton<IncidentEntryCache>();
        builder.Services.AddSingleton<IncidentBoard>();
        builder.Services.AddSingleton<IncidentStore>();
        builder.Services.AddSingleton<IncidentReader>();
        builder.Services.AddSingleton<IncidentManagementEndpoints>();
        builder.AddManagementEndpoint<IncidentManagementEndpoints>(IncidentManagementEndpoints.IncidentsPath, operators => operators.OpenAsync);
        builder.AddManagementEndpoint<IncidentManagementEndpoints>(IncidentManagementEndpoints.EntriesPath, operators => operators.AddEntryAsync);
    }
}
