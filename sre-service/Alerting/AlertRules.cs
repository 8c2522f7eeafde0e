using System.Globalization;
using SreService.Breakers;
using SreService.Counting;
using SreService.Jobs;
using SreService.Objectives;
using SreService.Queries;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Alerting;

/// <summary>What the rules look at.</summary>
/// <param name="LastMinute">Everything counted in the last 60 s.</param>
/// <param name="LastFiveMinutes">Everything counted in the last 5 min.</param>
/// <param name="Replicas">All replicas.</param>
/// <param name="Objectives">Where the objectives stand.</param>
/// <param name="Storage">How the database of the slices is.</param>
/// <param name="WaitingFor">How long nothing was written to it.</param>
internal sealed record AlertFacts(
    IReadOnlyDictionary<CountKey, Tally> LastMinute,
    IReadOnlyDictionary<CountKey, Tally> LastFiveMinutes,
    IReadOnlyList<Replica> Replicas,
    IReadOnlyList<Standing> Objectives,
    StorageState Storage, TimeSpan WaitingFor)
{
    /// <summary>The jobs that are expected.</summary>
    public IReadOnlyList<JobState> Jobs { get; init; } = [];

    /// <summary>The round.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>
/// The rules: each looks at facts and says firing, quiet, or that there is nothing to decide on. The plain ones look at
/// numbers of the gateway that need no objective.
/// </summary>
internal static class AlertRules
{
    public const string BadRequestsRule = "bad_requests";
    public const string SlowAnswersRule = "slow_answers";
    public const string FailingProbesRule = "failing_probes";
    public const string ReplicaDownRule = "replica_down";
    public const string CheckFailing = "check_failing";
    public const string BreakerOpenRule = "breaker_open";
    public const string BudgetExhausted = "budget_exhausted";
    public const string LowCoverage = "low_coverage";
    public const string StorageAwayRule = "storage_away";
    public const string StaleWatermarkRule = "stale_watermark";
    public const string JobMissedRule = "job_missed";

    public const int BadRequestsAMinute = 5;
    public const double SlowSeconds = 2;
    public const decimal ProbeSuccess = 0.9m;
    private const decimal SlowShare = 0.95m;
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    /// <summary>The minutes that are open, and two rounds of the longest interval.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(5);

    /// <summary>All rules that there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        BurnRateRules.Rule, BudgetExhausted, LowCoverage, BadRequestsRule, SlowAnswersRule, FailingProbesRule, ReplicaDownRule,
        CheckFailing, BreakerOpenRule, StorageAwayRule, StaleWatermarkRule, JobMissedRule,
    ];

    public static bool IsPlain(string rule) => rule is BadRequestsRule or SlowAnswersRule or FailingProbesRule;

    public static IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
    [
        BadRequests(facts), SlowAnswers(facts), FailingProbes(facts),
        .. facts.Replicas.Select(replica => ReplicaDown(replica, facts.Replicas)),
        .. facts.Replicas.SelectMany(ChecksFailing),
        .. BreakerReading.All(facts.Replicas, stale: false).Select(BreakerOpen),
        .. facts.Objectives.SelectMany(BurnRateRules.Evaluate),
        .. facts.Objectives.Select(BudgetSpent),
        .. facts.Objectives.Select(SeenTooLittle),
        StorageAway(facts), StaleWatermark(facts),
        .. facts.Jobs.Select(job => JobMissed(job, facts)),
    ];

    private static RuleEvaluation BadRequests(AlertFacts facts)
    {
        var bad = facts.LastMinute.Count(Measure.Requests, SystemServices.Gateway, Outcome.Bad);
        var finding = bad > BadRequestsAMinute ? Finding.Firing
            : GatewayIsRead(facts) ? Finding.Inactive
            : Finding.NoData;
        var message = finding == Finding.NoData ? "no gateway can be read" : $"{bad} requests failed within 60 s";
        return Gateway(BadRequestsRule, finding, Severity.Critical, message) with
        {
            Value = bad,
            Threshold = BadRequestsAMinute,
            Unit = "requests",
        };
    }

    /// <summary>2 s is an edge of the histogram, so whether the percentile lies above it is known exactly.</summary>
    private static RuleEvaluation SlowAnswers(AlertFacts facts)
    {
        var answered = facts.LastFiveMinutes.TimedRequests(SystemServices.Gateway);
        var p95 = answered.PercentileMilliseconds((double)SlowShare);
        var finding = p95 is null ? Finding.NoData
            : answered.AtMost(SlowSeconds) < SlowShare * answered.Count ? Finding.Firing
            : Finding.Inactive;
        var message = p95 is null
            ? "no request in 5 min"
            : Text($"95 % of requests took up to {p95:0} ms in the last 5 min");
        return Gateway(SlowAnswersRule, finding, Severity.Warning, message) with
        {
            Value = p95,
            Threshold = SlowSeconds * 1000,
            Unit = "ms",
        };
    }

    private static RuleEvaluation FailingProbes(AlertFacts facts)
    {
        var good = facts.LastFiveMinutes.Count(Measure.Probes, SystemServices.Gateway, Outcome.Good);
        var total = good + facts.LastFiveMinutes.Count(Measure.Probes, SystemServices.Gateway, Outcome.Bad);
        var finding = total == 0 ? Finding.NoData : good < ProbeSuccess * total ? Finding.Firing : Finding.Inactive;
        return Gateway(FailingProbesRule, finding, Severity.Critical, total == 0
            ? "no probe in 5 min"
            : $"{good} of {total} probes succeeded in the last 5 min") with
        {
            Value = total == 0 ? null : Math.Round(100.0 * good / total, 3),
            Threshold = (double)ProbeSuccess * 100,
            Unit = "percent",
        };
    }

    private static RuleEvaluation ReplicaDown(Replica replica, IReadOnlyList<Replica> all)
    {
        var health = ReplicaHealth.Of(replica, stale: false);
        var siblingAnswers = all.Any(other => other.Target.Service == replica.Target.Service && other.Failure is null
            && other.Reading is not null);
        return new RuleEvaluation(
            ReplicaDownRule, replica.Target.Service, replica.Target.Place,
            health.Status switch
            {
                Condition.Critical => Finding.Firing,
                Condition.Unknown => Finding.NoData,
                _ => Finding.Inactive,
            },
            siblingAnswers ? Severity.Warning : Severity.Critical,
            $"{replica.Target.Service} at {replica.Target.Place}: {health.Reason}")
        {
            Since = replica.FailingSince,
            Timing = AlertTiming.OfMoments,
        };
    }

    private static IEnumerable<RuleEvaluation> ChecksFailing(Replica replica) =>
        from check in replica.Reading?.Checks() ?? []
        select new RuleEvaluation(
            CheckFailing, replica.Target.Service, $"{replica.Target.Place} {check.Name}",
            replica.Failure is not null ? Finding.NoData
                : check.Status >= 1 ? Finding.Inactive
                : replica.Reading!.IsStarting ? Finding.NoData
                : Finding.Firing,
            check.Status > 0 ? Severity.Warning : Severity.Critical,
            $"{replica.Target.Service} at {replica.Target.Place} says that its check {check.Name} fails")
        {
            Timing = AlertTiming.OfMoments,
        };

    private static RuleEvaluation BreakerOpen(IGrouping<string, BreakerReading> breaker)
    {
        var open = breaker.Where(reading => reading is { LetsNobodyThrough: true, IsStarting: false }).ToArray();
        var known = breaker.Any(reading => reading is { LetsNobodyThrough: false, State: not BreakerCondition.Unknown });
        return new RuleEvaluation(
            BreakerOpenRule, breaker.First().Service, breaker.Key,
            open.Length > 0 ? Finding.Firing : known ? Finding.Inactive : Finding.NoData,
            // Of sre-service's own, receivers' above all, users feel nothing.
            open.Length == breaker.Count() && breaker.First().Service != SystemServices.Sre ? Severity.Critical : Severity.Warning,
            $"breaker {breaker.Key} is open in {open.Length} of {breaker.Count()} replicas")
        {
            Since = open.Min(reading => reading.ChangedAt),
            Timing = AlertTiming.OfMoments,
            Value = open.Length,
            Threshold = 0,
            Unit = "replicas",
        };
    }

    private static RuleEvaluation BudgetSpent(Standing standing)
    {
        var (objective, burn) = (standing.Objective, new Burn(standing.Newest, standing.Budget));
        var remaining = standing.Budget.Remaining(standing.Newest.Good, standing.Newest.Bad);
        var finding = burn.IsAbove(1) ? Finding.Firing
            : burn.IsKnown && standing.Status == ObjectiveStatus.Exhausted ? Finding.Firing
            : burn.IsKnown || burn.IsAtMost(1) ? Finding.Inactive
            : Finding.NoData;
        return new RuleEvaluation(
            BudgetExhausted, objective.Service, objective.Id, finding, Severity.Warning,
            remaining is not { } left ? "nothing was counted"
                : finding == Finding.NoData
                ? Text($"only {Shares.Percent(standing.Newest.Coverage, 1)} % of the window were observed, which leaves it open")
                : Text($"{Shares.Percent(left, 1)} % of the budget of {objective.Title} are left"))
        {
            Value = Shares.Percent(remaining),
            Threshold = 0,
            Unit = "percent",
            Objective = objective.Id,
            BudgetRemaining = Shares.Percent(remaining),
        };
    }

    /// <summary>Once there was an hour to observe.</summary>
    private static RuleEvaluation SeenTooLittle(Standing standing)
    {
        var lately = standing.Last(Lately);
        var isOld = standing.Newest.ObservedSince <= standing.Window.Until - Lately;
        return new RuleEvaluation(
            LowCoverage, standing.Objective.Service, standing.Objective.Id,
            !isOld ? Finding.NoData : new Burn(lately, standing.Budget).IsObserved ? Finding.Inactive : Finding.Firing,
            Severity.Warning,
            isOld
                ? Text($"{Shares.Percent(lately.Coverage, 1)} % of the last hour of {standing.Objective.Title} were observed")
                : "observing began less than an hour ago")
        {
            Value = Shares.Percent(lately.Coverage),
            Threshold = (double)(ErrorBudget.EnoughCoverage * 100),
            Unit = "percent",
            Objective = standing.Objective.Id,
            Timing = new(For: TimeSpan.FromMinutes(5), KeepFiring: TimeSpan.FromMinutes(5)),
        };
    }

    private static RuleEvaluation StorageAway(AlertFacts facts) => new(
        StorageAwayRule, SystemServices.Sre, SystemServices.Sre,
        facts.Storage.Available ? Finding.Inactive : Finding.Firing, Severity.Warning,
        facts.Storage.Reason ?? "");

    /// <summary>When the half of what memory can hold is full, somebody has to look now.</summary>
    private static RuleEvaluation StaleWatermark(AlertFacts facts) => new(
        StaleWatermarkRule, SystemServices.Sre, SystemServices.Sre,
        facts.WaitingFor > Stale ? Finding.Firing : Finding.Inactive,
        facts.WaitingFor > SliceBook.Waiting / 2 ? Severity.Critical : Severity.Warning,
        Text($"what was counted was last written {Durations.Text(TimeSpan.FromMinutes(Math.Floor(facts.WaitingFor.TotalMinutes)))} ago"))
    {
        Value = Math.Round(facts.WaitingFor.TotalSeconds, 1),
        Threshold = Stale.TotalSeconds,
        Unit = "s",
    };

    /// <summary>Heartbeats are in the database: while it is away nobody knows who came.</summary>
    private static RuleEvaluation JobMissed(JobState job, AlertFacts facts) => new(
        JobMissedRule, "jobs", job.Name,
        !facts.Storage.Available ? Finding.NoData
            : job.Succeeded == false || facts.At > job.DueAt ? Finding.Firing
            : Finding.Inactive,
        Severity.Warning,
        !facts.Storage.Available ? "the database that has the heartbeats is away"
            : job.Succeeded == false ? $"job {job.Name} says that it failed{(job.Message is null ? "" : $": {job.Message}")}"
            : Text($"job {job.Name} was due at {job.DueAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC and has said nothing since {(job.LastAt is { } last ? Text($"{last.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : "it is expected")}"));

    private static RuleEvaluation Gateway(string rule, Finding finding, Severity severity, string message) =>
        new(rule, SystemServices.Gateway, SystemServices.Gateway, finding, severity, message);

    private static bool GatewayIsRead(AlertFacts facts) =>
        facts.Replicas.Any(replica => replica.Target.Service == SystemServices.Gateway
            && replica is { Failure: null, Reading: not null });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
