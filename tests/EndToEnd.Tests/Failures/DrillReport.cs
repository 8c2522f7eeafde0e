using System.Globalization;
using System.Text;

namespace EndToEnd.Tests.Failures;

/// <summary>What happened in one case: the answers by kind and status, and how long the recovery took.</summary>
/// <param name="Case">What failed.</param>
/// <param name="Answers">All of them.</param>
/// <param name="Back">When what failed was back, in ticks of the clock's timestamp.</param>
/// <param name="Lost">What the database holds otherwise than was acknowledged.</param>
internal sealed record DrillReport(
    string Case, IReadOnlyCollection<Answer> Answers, long Back, IReadOnlyList<string> Lost)
{
    public TimeSpan Longest => Answers.Max(answer => answer.Took);

    public IEnumerable<Answer> Reads =>
        Answers.Where(answer => answer.Call.StartsWith("read", StringComparison.Ordinal));

    public int Stale => Answers.Count(answer => answer.Stale);

    public IEnumerable<string> Wrong => Answers.Select(answer => answer.Wrong).OfType<string>().Distinct();

    /// <summary>
    /// From the return of the database to the start of the last request that failed or was answered from memory.
    /// </summary>
    public TimeSpan Recovery => Answers
        .Where(answer => (answer.Failed || answer.Stale) && answer.Started > Back)
        .Select(answer => TimeProvider.System.GetElapsedTime(Back, answer.Started))
        .DefaultIfEmpty(TimeSpan.Zero)
        .Max();

    public override string ToString()
    {
        var statuses = Answers.Select(answer => answer.Status).Distinct().Order().ToArray();
        var table = new StringBuilder();
        table.AppendLine(Text($"{Case}: recovered in {Recovery.TotalSeconds:0.0} s"));
        table.Append(Text($"  {"",-10}{"requests",10}"));
        table.AppendJoin("", statuses.Select(status => Text($"{(status == 0 ? "none" : status),7}")));
        table.AppendLine(Text($"{"stale",7}{"longest",10}"));
        foreach (var call in Answers.GroupBy(answer => answer.Call).OrderBy(calls => calls.Key, StringComparer.Ordinal))
        {
            table.Append(Text($"  {call.Key,-10}{call.Count(),10}"));
            table.AppendJoin("", statuses.Select(status => Text($"{call.Count(answer => answer.Status == status),7}")));
            table.Append(Text($"{call.Count(answer => answer.Stale),7}"));
            table.AppendLine(Text($"{call.Max(answer => answer.Took.TotalSeconds),8:0.00} s"));
        }

        return table.ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
