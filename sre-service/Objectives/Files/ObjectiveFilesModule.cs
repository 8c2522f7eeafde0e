using Platform.Configuration;

namespace SreService.Objectives.Files;

internal static class ObjectiveFilesModule
{
    /// <summary>Reads the files once, now: the first state must be valid; later states are checked on reload.</summary>
    public static void AddObjectiveFiles(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ObjectiveSettings>(ObjectiveSettings.Section);
        var files = ObjectiveFiles.In(settings.Folder);
        var (objectives, problems, unused) = ObjectiveReader.Read(files);
        foreach (var problem in problems)
        {
            var key = problem.File == FileProblem.Folder ? "Objectives:Path" : $"{settings.Path}/{problem.Location}";
            builder.ConfigurationErrors().Add(key, problem.Message);
        }

        builder.Services.AddSingleton(services => new Catalogue(new ObjectiveSet(
            objectives, files.Revision, services.GetRequiredService<TimeProvider>().GetUtcNow())
        {
            Unused = unused,
        }));
        builder.Services.AddHostedService<ObjectiveReload>();
    }
}
