using SreService.Leadership;
using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// Whether this replica follows a leader whose rounds it cannot read, because it does not reach the database. It then
/// knows nothing about the present.
/// </summary>
internal sealed class FollowerConnection(LeadershipTracker leadership, Storage storage)
{
    public bool IsLost => leadership.Current.Role == LeadershipRole.Follower && !storage.State.Available;
}
