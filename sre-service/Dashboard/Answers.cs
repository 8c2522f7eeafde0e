using Platform.Configuration;
using SreService.Alerting;
using SreService.Breakers;
using SreService.Business;
using SreService.Capacity;
using SreService.Deploys;
using SreService.Evaluation;
using SreService.Health;
using SreService.Incidents;
using SreService.Jobs;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;
using SreService.Timeline;

namespace SreService.Dashboard;

/// <summary>
/// Builds the answers from what is in memory; none waits for another service, and only a range that is longer than memory
/// for the database, shortly.
/// </summary>
internal sealed class Answers(
    Replicas replicas, SliceBook book, SliceKeeper keeper, ObjectiveBoard objectives, AlertBoard alerts,
    Catalogue catalogue, Observation observation, TimelineBoard timeline, RangeReader ranges, Evaluator evaluator, ServiceIdentity self,
    ProbeSettings probes, PriceSettings prices, DeployGateSettings deploys, NotificationBoard notifications, IncidentReader incidents, JobBook jobs,
    NotificationSettings receivers, TimeProvider clock)
{
    // What the dashboard has always called them, and in which order; others follow by their own names.
    private static readonly (string Id, string Name)[] DashboardNames =
    [
        ("availability", "availability"), ("success", "error_rate"), ("latency", "latency_p95"),
        ("freshness", "freshness"),
    ];

    private DateTimeOffset Now => clock.GetUtcNow();

    private EvaluatorReport Whose => EvaluatorReport.Of(evaluator.Seat, self.InstanceId);

    public DashboardReport Dashboard()
    {
        var health = Health();
        var (counts, from, _) = ranges.InMemory(TimeRange.Default, Now);
        return new(
            new(
                Now, replicas.AgeSeconds, Whose, TimeRange.Default.Name, StorageReport.Of(keeper.State),
                ObjectivesOnDashboard(),
                alerts.Current.Alerts, Overall(health.OverallStatus),
                Capacity(new WhatIf(WhatIf.DefaultGrowth, WhatIf.DefaultHorizon)).Recommendations.Recommendations),
            new(health.OverallStatus, health.Components),
            new(
                TimeRange.Default.Name,
                PerformanceReport.Of(counts, SystemServices.Gateway, Now - from),
                SystemServices.All.ToDictionary(
                    service => service, service => PerformanceReport.Of(counts, service, Now - from))));
    }

    public HealthReport Health()
    {
        var components = Components.Judge(replicas.All, keeper.State, replicas.Stale);
        var each = components.Values.SelectMany(component => component.Replicas).ToArray();
        return new(
            Now, replicas.AgeSeconds, Whose, components.Values.Select(component => component.Status).Worst(), components,
            alerts.Current.Alerts,
            new(each.Length, each.Count(replica => replica.Status == Condition.Healthy), replicas.Interval.TotalSeconds));
    }

    /// <returns>Null when there never was such a replica.</returns>
    public async Task<MetricsReport?> MetricsAsync(MetricsQuestion question, CancellationToken cancellationToken)
    {
        var now = Now;
        // Both at once: a database that hangs is waited for once.
        var (measuring, resolving) = (
            ranges.MeasureAsync(question, now, cancellationToken), MeanTimeToResolveAsync(question, cancellationToken));
        await Task.WhenAll(measuring, resolving);
        return await measuring is { } measured
            ? Metrics.For(question, measured, replicas, prices, await resolving, Whose, now)
            : null;
    }

    public CapacityReport Capacity(WhatIf question) => CapacityPlan.For(
        replicas, Whose, book.Before(Now.WholeMinute, key => key.Measure is Measure.Cpu or Measure.Sight), question, Now);

    public BreakersReport CircuitBreakers() => BreakersReport.Of(replicas, Whose, Now);

    public ProbesReport Probes()
    {
        var now = Now;
        return ProbesReport.Of(probes, replicas.All, book.SumSince(now - SliceBook.Recent), jobs.Jobs, Whose, now);
    }

    public NotificationsReport Notifications() =>
        NotificationsReport.Of(notifications.Current, receivers, Whose, Now);

    public AlertsReport Alerts() => AlertsReport.Of(
        alerts.Current, replicas, timeline.LastChange(replicas.All, Now), Whose, Now);

    public DeployReport CanIDeploy(string service)
    {
        var facts = new DeployFacts(
            service, !replicas.Stale && observation.KnowsHistory, objectives.Alerting(), alerts.Current.Alerts,
            incidents.Open);
        var reasons = DeployRules.Reasons(facts, deploys);
        return new(
            Now, replicas.AgeSeconds, Whose, service,
            reasons.Select(reason => reason.Decision).DefaultIfEmpty(DeployDecision.Allow).Max(), reasons,
            [.. facts.Concerned.Select(standing => standing.Objective.Id)]);
    }

    public SlosReport Slos() =>
        new(
            Now, replicas.AgeSeconds, Whose, StorageReport.Of(keeper.State), ConfigurationReport.Of(catalogue),
            [.. objectives.All().Select(Report)]);

    /// <returns>Null when there is no such objective.</returns>
    public ObjectiveReport? Slo(string id) =>
        objectives.Find(id) is { } standing ? Report(standing) : null;

    public SlicesReport Slices(Standing standing, DateTimeOffset from, DateTimeOffset until) => new(
        standing.Objective.Id, from, until, Now.ClosedUntil,
        [.. standing.Generation.History.Between(from, until).Select(entry => new SliceReport(
            entry.Minute, entry.Slice.Good, entry.Slice.Bad, entry.Slice.Good + entry.Slice.Bad,
            entry.Slice.Covered))]);

    private async Task<(double? Seconds, string? Reason)> MeanTimeToResolveAsync(
        MetricsQuestion question, CancellationToken cancellationToken) =>
        !question.IsForAll ? default
        : observation.KnowsHistory ? await incidents.MeanTimeToResolveAsync(question.Range.Length, cancellationToken)
        : (null, "the incidents before are not read yet");

    private Condition Overall(Condition health) => alerts.Current.Alerts
        .Select(alert => alert.Severity == Severity.Critical ? Condition.Critical : Condition.Degraded)
        .Append(health)
        .Worst();

    private Dictionary<string, ObjectiveReport> ObjectivesOnDashboard()
    {
        var all = objectives.All().ToDictionary(standing => standing.Objective.Id);
        var named = DashboardNames.Where(name => all.ContainsKey(name.Id)).ToArray();
        var others = all.Keys.Except(named.Select(name => name.Id)).Select(id => (Id: id, Name: id));
        return named.Concat(others).ToDictionary(name => name.Name, name => OnDashboard(all[name.Id]));
    }

    private ObjectiveReport OnDashboard(Standing standing)
    {
        var report = Report(standing);
        return report with
        {
            Status = report.SliValue is null ? "NO_DATA" : standing.MeetsTarget ? "PASS" : "FAIL",
        };
    }

    private ObjectiveReport Report(Standing standing) => standing.Report(
        objectives.Before(standing.Objective.Id), NoDataReason(standing.Objective));

    private string? NoDataReason(Objective objective) =>
        !observation.KnowsHistory ? "the slices written before are not read yet"
        : probes.Target is null && objective.Definition.CountsProbes ? "no probe target is configured"
        : null;
}
