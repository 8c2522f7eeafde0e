namespace SreService.Notifications;

/// <summary>
/// The state of the receivers, a part of the round state, which is in a folder above this one. Deliveries change it
/// between two rounds.
/// </summary>
internal interface IReceiverStates
{
    ReceiverStates Current { get; }

    /// <param name="change">Pure: it is called again when the state has changed meanwhile.</param>
    void Change(Func<ReceiverStates, ReceiverStates> change);
}
