using SreService.Notifications;
using SreService.Scraping;

namespace SreService.Rounds;

/// <summary>
/// Holds the state of the last evaluation round. A request that reads it once has replicas, alerts and
/// incidents of the same round; every change replaces the whole state.
/// </summary>
internal sealed class CurrentRound(ActiveTargets activeTargets, NotificationSettings notifications) : IReceiverStates
{
    private readonly Lock _gate = new();
    private volatile RoundState _state = RoundState.Initial(activeTargets.Targets, notifications);

    public RoundState State => _state;

    ReceiverStates IReceiverStates.Current => _state.Receivers;

    /// <returns>What changed for good.</returns>
    public RoundChanges Advance(RoundFacts facts)
    {
        lock (_gate)
        {
            (_state, var changes) = _state.Next(facts);
            return changes;
        }
    }

    /// <summary>Continues from the round of another replica.</summary>
    public void Replace(RoundState state)
    {
        lock (_gate)
        {
            _state = state;
        }
    }

    void IReceiverStates.Change(Func<ReceiverStates, ReceiverStates> change)
    {
        lock (_gate)
        {
            _state = _state with { Receivers = change(_state.Receivers) };
        }
    }
}
