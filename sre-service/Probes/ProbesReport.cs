using System.ComponentModel;
using SreService.Counting;
using SreService.Jobs;
using SreService.Leadership;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Probes;

/// <summary>The answer of <c>GET /sre/probes</c>.</summary>
internal sealed record ProbesReport(
    DateTimeOffset Timestamp,
    LeaderReport Evaluator,
    [property: Description("Base address of the gateway; null if probes are disabled.")] Uri? Target,
    [property: Description("Replicas of sre-service that run the probes.")] IReadOnlyList<VantageReport> Vantages,
    [property: Description("Results of each step in the last 5 minutes, from all replicas.")]
    IReadOnlyList<ProbeStepReport> Steps,
    [property: Description("Expected jobs with their last heartbeat.")] IReadOnlyList<JobState> Jobs)
{
    private const string Expiry = "sre_probe_certificate_expiry_timestamp_seconds";

    public static ProbesReport Of(
        ProbeSettings settings, IReadOnlyList<Replica> replicas, RecentCounts recent,
        IReadOnlyList<JobState> jobs, Provenance provenance) => new(
        provenance.Now, provenance.Leader, settings.Target,
        [.. from replica in replicas
            let scrape = replica.Scrape
            where replica.Target.Service == SystemTopology.Sre && scrape is not null
            select new VantageReport(
                scrape.Process.Instance, replica.Failure is not null, replica.Failure?.Reason,
                scrape.Gauge(Expiry) is { } expires ? DateTimeOffset.FromUnixTimeSeconds((long)expires) : null)],
        [.. from count in recent.SumSince(provenance.Now - RecentCounts.Recent)
            where count.Key.Measure == Measure.Probes
            group count by count.Key.Route into step
            orderby step.Key
            select new ProbeStepReport(
                step.Key, step.Where(count => count.Key.Outcome == EventOutcome.Good).Sum(count => count.Value.Count),
                step.Where(count => count.Key.Outcome == EventOutcome.Bad)
                    .ToDictionary(count => count.Key.Reason, count => count.Value.Count))],
        jobs);
}

internal sealed record VantageReport(
    string Instance,
    [property: Description("Whether the replica cannot be scraped; its probes are then a gap, not downtime.")]
    bool Blind,
    [property: Description("Why it cannot be scraped.")] string? Reason,
    [property: Description("Expiry of the gateway's certificate as this replica sees it; null without TLS.")]
    DateTimeOffset? CertificateExpiresAt);

internal sealed record ProbeStepReport(
    [property: Description("A path, or suite/step.")] string Step, long Good,
    [property: Description("Failures by reason: connection, timeout, status_503, body, slow, certificate.")]
    IReadOnlyDictionary<string, long> Bad);
