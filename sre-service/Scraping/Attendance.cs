using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>Who of those that were asked is to be shown and counted.</summary>
internal static class Attendance
{
    /// <summary>
    /// Each process once, at its first place; and not those that were found, have said that they end and do not answer
    /// any more, while their service has others.
    /// </summary>
    public static ImmutableArray<Replica> Of(IReadOnlyList<Replica> asked, IReadOnlySet<string> configured)
    {
        var processes = new HashSet<ProcessIdentity>();
        Replica[] known = [.. asked.Where(replica => !IsRepeated(replica))];
        var present = known.Where(replica => !IsOver(replica)).Select(replica => replica.Target.Service).ToHashSet();
        return [.. known.Where(replica => !IsOver(replica) || !present.Contains(replica.Target.Service))];

        bool IsRepeated(Replica replica) =>
            replica is { Failure: null, Reading: { } reading } && !processes.Add(reading.Process);

        bool IsOver(Replica replica) =>
            replica is { HasEnded: true, Failure: not null } && !configured.Contains(replica.Target.Place);
    }
}
