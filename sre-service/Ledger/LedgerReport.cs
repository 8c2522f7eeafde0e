using System.ComponentModel;

namespace SreService.Ledger;

/// <summary>The answer of <c>GET /sre/slos/{id}/ledger</c>.</summary>
internal sealed record LedgerReport(
    string Objective,
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: Description("Bad events in the range.")] long Bad,
    [property: Description("Bad events and minutes by cause; they add up to the total.")]
    IReadOnlyDictionary<string, CauseSum> ByCause,
    [property: Description("Newest first.")] IReadOnlyList<LedgerEntry> Entries)
{
    public static LedgerReport Of(
        string objective, DateTimeOffset from, DateTimeOffset until, IReadOnlyList<LedgerEntry> entries) => new(
        objective, from, until, entries.Sum(entry => entry.Bad),
        Enum.GetValues<Cause>().ToDictionary(
            cause => cause.ToString().ToLowerInvariant(),
            cause => new CauseSum(
                entries.Where(entry => entry.Cause == cause).Sum(entry => entry.Bad),
                entries.Where(entry => entry.Cause == cause).Sum(entry => entry.Minutes))),
        [.. entries.OrderByDescending(entry => entry.From)]);
}

internal sealed record CauseSum(long Bad, int Minutes);
