using Platform.Configuration;
using SreService.Objectives.Files;
using SreService.Queries;

namespace SreService.Objectives;

internal static class ObjectivesModule
{
    public static void AddObjectives(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ObjectiveSettings>(ObjectiveSettings.Section);
        var files = ObjectiveFiles.In(settings.Folder);
        var (objectives, problems) = ObjectiveReader.Read(files);
        foreach (var problem in problems)
        {
            var key = problem.File == FileProblem.Folder ? "Objectives:Path" : $"{settings.Path}/{problem.Place}";
            builder.ConfigurationErrors().Add(key, problem.Message);
        }

        builder.AddJson(ObjectivesJson.Default);
        builder.Services.AddSingleton(services => new Catalogue(new ObjectiveSet(
            objectives, files.Revision, services.GetRequiredService<TimeProvider>().GetUtcNow())));
        builder.Services.AddSingleton<ObjectiveBoard>();
        builder.Services.AddSingleton<SloReader>();
        builder.Services.AddSingleton<GenerationStore>();
        builder.Services.AddSingleton<HistoryReader>();
        builder.Services.AddHostedService<ObjectiveReload>();
        builder.Services.AddHostedService<GenerationKeeper>();
    }
}
