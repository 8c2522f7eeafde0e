using Platform.Heartbeats;
using SreService.Management;

namespace SreService.Scraping.Announcements;

/// <summary>Reads a heartbeat and finds everything that is wrong with it.</summary>
internal static class HeartbeatText
{
    private const int LongestText = 128;

    /// <param name="text">JSON.</param>
    /// <param name="isKnown">Whether there is a service of that name.</param>
    /// <returns>The heartbeat, or member to messages.</returns>
    public static (Heartbeat? Heartbeat, Dictionary<string, string[]> Faults) Read(
        string text, Func<string, bool> isKnown) => JsonMembers.Read(
        text,
        members =>
        {
            var heartbeat = new Heartbeat(
                members.Text("service", LongestText), members.Text("instance", LongestText),
                members.Text("version", LongestText), members.Time("started_at"),
                (int)members.Number("port", 1, ushort.MaxValue));
            return members.IsRight("service") && !isKnown(heartbeat.Service)
                ? members.Fault("service", "is not the name of a service that is watched here.", heartbeat)
                : heartbeat;
        });
}
