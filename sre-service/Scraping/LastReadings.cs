using System.Collections.Concurrent;
using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// What ending processes have sent, until it is counted, and which processes these were. A replica of this service that
/// only follows keeps it too: it may be the next that counts, and what was counted already adds nothing then.
/// </summary>
internal sealed class LastReadings(ScrapingSettings settings)
{
    private readonly ConcurrentQueue<(string Place, Reading Reading)> _waiting = [];
    private readonly ConcurrentDictionary<ProcessIdentity, DateTimeOffset> _ended = [];

    /// <param name="place">Where it came from.</param>
    /// <param name="reading">The reading.</param>
    /// <returns>False when too many are waiting.</returns>
    public bool Add(string place, Reading reading)
    {
        DropOld(reading.At);
        if (_waiting.Count >= settings.MaxTargets)
        {
            return false;
        }

        _waiting.Enqueue((place, reading));
        _ended[reading.Process] = reading.At;
        Forget(reading.At);
        return true;
    }

    public bool IsLastOf(ProcessIdentity process) => _ended.ContainsKey(process);

    public IEnumerable<(string Place, Reading Reading)> TakeAll()
    {
        while (_waiting.TryDequeue(out var next))
        {
            yield return next;
        }
    }

    /// <summary>As old as minutes become that wait to be written.</summary>
    private void DropOld(DateTimeOffset now)
    {
        while (_waiting.TryPeek(out var oldest) && now - oldest.Reading.At > SliceBook.Waiting)
        {
            _waiting.TryDequeue(out _);
        }
    }

    /// <summary>After that long nobody asks at its address any more.</summary>
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
