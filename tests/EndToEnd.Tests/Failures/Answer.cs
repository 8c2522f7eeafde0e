namespace EndToEnd.Tests.Failures;

/// <summary>What one request of the drill got.</summary>
/// <param name="Call">What was asked, for example <c>read one</c>.</param>
/// <param name="Status">The HTTP status; 0 when there was no answer.</param>
/// <param name="Stale">Whether it said that it comes from memory.</param>
/// <param name="Started">Ticks of the clock's timestamp.</param>
/// <param name="Took">Until the last byte.</param>
/// <param name="Wrong">What is untrue or out of form about it; null when nothing is.</param>
internal sealed record Answer(string Call, int Status, bool Stale, long Started, TimeSpan Took, string? Wrong)
{
    public bool Failed => Status is 0 or >= 500;

    /// <summary>What a page said about the system.</summary>
    public string? Said { get; init; }
}
