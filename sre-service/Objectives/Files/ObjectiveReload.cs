namespace SreService.Objectives.Files;

/// <summary>
/// Looks at the files again and again, at their contents: in containers neither events nor times of files can be relied
/// on. What is found twice in a row is no longer being written, and comes into force if nothing is wrong with it.
/// </summary>
internal sealed partial class ObjectiveReload(
    ObjectiveSettings settings, Catalogue catalogue, TimeProvider clock, ILogger<ObjectiveReload> logger)
    : BackgroundService
{
    private string _seen = catalogue.Current.Revision;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
        var (objectives, problems) = ObjectiveReader.Read(files);
        if (problems.Count > 0)
        {
            catalogue.Reject(new RejectedSet(problems, files.Revision, clock.GetUtcNow()));
            LogRejected(files.Revision, catalogue.Current.Revision, string.Join(" | ", problems));
        }
        else
        {
            // The files may be as they were before something wrong was written.
            catalogue.Accept(files.Revision == catalogue.Current.Revision
                ? catalogue.Current
                : new ObjectiveSet(objectives, files.Revision, clock.GetUtcNow()));
            LogAccepted(files.Revision, objectives.Count);
        }
    }

    [LoggerMessage(LogLevel.Information, "Objectives {revision} are in force: {count}")]
    private partial void LogAccepted(string revision, int count);

    [LoggerMessage(LogLevel.Error, "Objectives {revision} are not used, {kept} stay in force: {problems}")]
    private partial void LogRejected(string revision, string kept, string problems);
}
