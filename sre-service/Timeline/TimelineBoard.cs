using System.Collections.Immutable;
using SreService.Evaluation;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Timeline;

/// <summary>Finds what happened from round to round. Whoever moves it holds the evaluator's gate.</summary>
internal sealed class TimelineBoard(RoundLog log, Catalogue catalogue)
{
    /// <summary>The revision of the objectives that was in force in the last round; null before the first.</summary>
    public string? Configuration { get; private set; }

    public void Restore(string? configuration) => Configuration = configuration;

    public void Refresh(IReadOnlyList<Replica> before, ImmutableArray<Replica> after, DateTimeOffset now)
    {
        foreach (var happening in Happenings.Between(before, after, now))
        {
            log.Add(happening);
        }

        var revision = catalogue.Current.Revision;
        if (Configuration is { } earlier && earlier != revision)
        {
            log.Add(new Happening(
                now, HappeningKind.Configuration, SystemServices.Sre, "objectives", $"{revision} came into force, in place of {earlier}"));
        }

        Configuration = revision;
    }
}
