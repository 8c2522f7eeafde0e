namespace SreService.Objectives.Files;

/// <summary>
/// Polls the contents of the files: in containers neither file events nor file times are reliable.
/// A state that is found twice in a row is complete and comes into force if it is valid.
/// </summary>
internal sealed partial class ObjectiveReload(
    ObjectiveSettings settings, Catalogue catalogue, TimeProvider clock, ILogger<ObjectiveReload> logger)
    : BackgroundService
{
    private string _seen = catalogue.Current.Revision;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogUnused();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(settings.ReloadInterval, clock, stoppingToken);
            Look();
        }
    }

    internal void Look()
    {
        var files = ObjectiveFiles.In(settings.Folder);
        var settled = files.Revision == _seen;
        _seen = files.Revision;
        if (settled && files.Revision != (catalogue.Rejected?.Revision ?? catalogue.Current.Revision))
        {
            Take(files);
        }
    }

    private void Take(ObjectiveFiles files)
    {
        var own = catalogue.Current.Objectives.Where(objective => objective.Indicator.Query is null);
        var (objectives, problems, unused) = ObjectiveReader.Read(files, [.. own.Select(objective => objective.Id)]);
        if (problems.Count > 0)
        {
            catalogue.Reject(new RejectedSet(problems, files.Revision, clock.GetUtcNow()));
            LogRejected(files.Revision, catalogue.Current.Revision, string.Join(" | ", problems));
        }
        else
        {
            // A bad edit may have been undone.
            catalogue.Accept(files.Revision == catalogue.Current.Revision
                ? catalogue.Current
                : new ObjectiveSet(objectives, files.Revision, clock.GetUtcNow()) { Unused = unused });
            LogAccepted(files.Revision, objectives.Count);
            LogUnused();
        }
    }

    private void LogUnused()
    {
        if (catalogue.Current.Unused is { Count: > 0 } unused)
        {
            LogUnused(catalogue.Current.Revision, string.Join(" | ", unused));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Objectives revision {Revision} has parts that are not used: {Unused}")]
    private partial void LogUnused(string revision, string unused);

    [LoggerMessage(LogLevel.Information, "Loaded {Count} objectives, revision {Revision}")]
    private partial void LogAccepted(string revision, int count);

    [LoggerMessage(LogLevel.Error, "Rejected objectives revision {Revision}, keeping {Kept}: {Problems}")]
    private partial void LogRejected(string revision, string kept, string problems);
}
