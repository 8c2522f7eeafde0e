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
    [property: Description("What is probed; null when nothing is.")] Uri? Target,
    [property: Description("The replicas of sre-service that probe.")] IReadOnlyList<VantageReport> Vantages,
    [property: Description("What came of each step within the last 5 minutes, from all of them.")]
    IReadOnlyList<ProbeStepReport> Steps,
    [property: Description("Jobs that are expected, with their last words.")] IReadOnlyList<JobState> Jobs)
{
    private const string Expiry = "sre_probe_certificate_expiry_timestamp_seconds";

    public static ProbesReport Of(
        ProbeSettings settings, IReadOnlyList<Replica> replicas, SliceBook book,
        IReadOnlyList<JobState> jobs, Provenance provenance) => new(
        provenance.Now, provenance.Leader, settings.Target,
        [.. from replica in replicas
            let reading = replica.Reading
            where replica.Target.Service == SystemServices.Sre && reading is not null
            select new VantageReport(
                reading.Process.Instance, replica.Failure is not null, replica.Failure?.Reason,
                reading.Gauge(Expiry) is { } expires ? DateTimeOffset.FromUnixTimeSeconds((long)expires) : null)],
        [.. from count in book.SumSince(provenance.Now - SliceBook.Recent)
            where count.Key.Measure == Measure.Probes
            group count by count.Key.Route into step
            orderby step.Key
            select new ProbeStepReport(
                step.Key, step.Where(count => count.Key.Outcome == Outcome.Good).Sum(count => count.Value.Count),
                step.Where(count => count.Key.Outcome == Outcome.Bad)
                    .ToDictionary(count => count.Key.Reason, count => count.Value.Count))],
        jobs);
}

internal sealed record VantageReport(
    string Instance,
    [property: Description("Whether it cannot be read: what it sees is a gap, not downtime.")] bool Blind,
    [property: Description("Why.")] string? Reason,
    [property: Description("When the certificate expires that the gateway shows it; null without TLS.")]
    DateTimeOffset? CertificateExpiresAt);

internal sealed record ProbeStepReport(
    [property: Description("A path, or suite/step.")] string Step, long Good,
    [property: Description("Reason to how many: connection, timeout, status_503, body, slow, certificate.")]
    IReadOnlyDictionary<string, long> Bad);
