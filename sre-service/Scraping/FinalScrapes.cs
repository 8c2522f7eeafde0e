using System.Collections.Concurrent;
using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// Final scrapes sent by ending processes, until they are counted, and which processes sent one. A follower
/// keeps them too: it may become the leader, and what is already counted then adds nothing.
/// </summary>
internal sealed class FinalScrapes(ScrapingSettings settings)
{
    private readonly ConcurrentQueue<(string Address, Scrape Scrape)> _waiting = [];
    private readonly ConcurrentDictionary<ProcessIdentity, DateTimeOffset> _ended = [];

    /// <returns>False if too many wait.</returns>
    public bool Add(string address, Scrape scrape)
    {
        DropOld(scrape.At);
        if (_waiting.Count >= settings.MaxTargets)
        {
            return false;
        }

        _waiting.Enqueue((address, scrape));
        _ended[scrape.Process] = scrape.At;
        Forget(scrape.At);
        return true;
    }

    public bool IsLastOf(ProcessIdentity process) => _ended.ContainsKey(process);

    public IEnumerable<(string Address, Scrape Scrape)> TakeAll()
    {
        while (_waiting.TryDequeue(out var next))
        {
            yield return next;
        }
    }

    /// <summary>The same limit as for minutes that wait to be stored.</summary>
    private void DropOld(DateTimeOffset now)
    {
        while (_waiting.TryPeek(out var oldest) && now - oldest.Scrape.At > RecentCounts.Waiting)
        {
            _waiting.TryDequeue(out _);
        }
    }

    /// <summary>By then its address is no longer scraped.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var (process, at) in _ended)
        {
            if (now - at > 2 * settings.ForgetAfter)
            {
                _ended.TryRemove(process, out _);
            }
        }
    }
}
