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
        builder.Services.AddSingleton<IncidentBook>();
        builder.Services.AddSingleton<IncidentBoard>();
        builder.Services.AddSingleton<IncidentStore>();
        builder.Services.AddSingleton<IncidentReader>();
        builder.Services.AddSingleton<IncidentOperators>();
        builder.AddManagementEndpoint<IncidentOperators>(IncidentOperators.IncidentsPath, operators => operators.OpenAsync);
        builder.AddManagementEndpoint<IncidentOperators>(IncidentOperators.EntriesPath, operators => operators.SayAsync);
    }
}
