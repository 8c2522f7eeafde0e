namespace Benchmarks.Contests;

/// <summary>
/// Contestants in turns (A B A B …), so that whatever else the machine does meets all of them alike. Each is warmed up
/// first, until two rounds agree.
/// </summary>
internal sealed class Contest
{
    private const int MostWarmUps = 4;
    private const double Agreement = 0.05;

    private readonly Dictionary<Contestant, List<Round>> _rounds;

    private Contest(IEnumerable<Contestant> contestants) =>
        _rounds = contestants.ToDictionary(one => one, _ => new List<Round>());

    public static async Task<Contest> RunAsync(
        Plan plan, CancellationToken cancellationToken, params IReadOnlyList<Contestant> contestants)
    {
        var contest = new Contest(contestants);
        foreach (var one in contestants)
        {
            await WarmUpAsync(plan, one, cancellationToken);
        }

        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var one in contestants)
            {
                contest._rounds[one].Add(await Round.RunAsync(one, plan.Round, cancellationToken));
            }
        }

        return contest;
    }

    /// <returns>The median over the rounds.</returns>
    public double Of(Contestant one, Func<Round, double> value) => Median.Of(_rounds[one].Select(value));

    /// <returns>The median over the turns of the first's value divided by the second's.</returns>
    public double Ratio(Contestant first, Contestant second, Func<Round, double> value) =>
        Median.Of(_rounds[first].Zip(_rounds[second], (one, two) => value(one) / value(two)));

    /// <remarks>Errors do not count yet: a program that is still being compiled may miss its own limits.</remarks>
    private static async Task WarmUpAsync(Plan plan, Contestant one, CancellationToken cancellationToken)
    {
        var last = 0.0;
        for (var round = 0; round < MostWarmUps; round++)
        {
            var load = await one.RunAsync(plan.Round, cancellationToken);
            var rate = load.Errors == 0 ? load.Rate : 0;
            if (rate > 0 && (plan.Quick || Math.Abs(rate - last) < Agreement * rate))
            {
                return;
            }

            last = rate;
        }
    }
}
