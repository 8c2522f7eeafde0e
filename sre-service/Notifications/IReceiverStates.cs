namespace SreService.Notifications;

/// <summary>
/// The state of the receivers that the outbox is sent from. It is part of the state of the round, which lies above this
/// folder; what became of a message is noted between two rounds.
/// </summary>
internal interface IReceiverStates
{
    ReceiverStates Current { get; }

    /// <param name="change">Pure: it is called again when the state has changed meanwhile.</param>
    void Change(Func<ReceiverStates, ReceiverStates> change);
}
