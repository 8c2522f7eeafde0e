using System.ComponentModel;

namespace SreService.Ledger;

/// <summary>The answer of <c>GET /sre/slos/{id}/ledger</c>.</summary>
internal sealed record LedgerReport(
    string Objective,
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: Description("All bad events in the range, the sum of the entries.")] long Bad,
    [property: Description("Bad events and minutes of each cause; together they are all of them.")]
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
