using System.Collections.Immutable;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Rounds;

/// <summary>
/// Holds the state of the last evaluation round. A request that reads it once has replicas, SLOs, alerts and incidents
/// of the same round; every change replaces the whole state. A change of the receivers does not wait for a round that
/// is being evaluated: the round is then evaluated again from the changed state.
/// </summary>
internal sealed class CurrentRound(ActiveTargets activeTargets, NotificationSettings notifications) : IReceiverStates
{
    private RoundState _state = RoundState.Initial(activeTargets.Targets, notifications);

    public RoundState State => Volatile.Read(ref _state);

    ReceiverStates IReceiverStates.Current => State.Receivers;

    /// <returns>The changes to write.</returns>
    public RoundChanges Advance(RoundFacts facts)
    {
        RoundChanges? changes = null;
        ImmutableInterlocked.Update(ref _state, state =>
        {
            (state, changes) = state.Next(facts);
            return state;
        });
        return changes!;
    }

    /// <summary>Continues from the round of another replica.</summary>
    public void Replace(RoundState state) => Volatile.Write(ref _state, state);

    /// <summary>Shows what was counted after the last round.</summary>
    public void Show(SloList slos) => ImmutableInterlocked.Update(ref _state, state => state with { Slos = slos });

    void IReceiverStates.Change(Func<ReceiverStates, ReceiverStates> change) => ImmutableInterlocked.Update(
        ref _state, state => state with { Receivers = change(state.Receivers) });
}
