using System.ComponentModel;

namespace SreService.Ledger;

/// <summary>The answer of <c>GET /sre/slos/{id}/ledger</c>.</summary>
internal sealed record LedgerReport(
    string Objective,
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: Description("All bad events of that time: the sum of those below.")] long Bad,
    [property: Description("Cause to its bad events and minutes; nothing is left out.")]
    IReadOnlyDictionary<string, CauseSum> ByCause,
    [property: Description("The newest first.")] IReadOnlyList<LedgerEntry> Entries)
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
