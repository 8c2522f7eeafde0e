using SreService.Counting;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Capacity;

/// <summary>Combines utilization, predictions and recommendations.</summary>
internal static class CapacityPlan
{
    public static CapacityReport For(Replicas replicas, RecentCounts recent, Provenance provenance, WhatIf whatIf)
    {
        var minutes = recent.Before(
            provenance.Now.WholeMinute, key => key.Measure is Measure.Cpu or Measure.ScrapeCoverage);
        var services = SystemTopology.Names.ToDictionary(
            service => service,
            service => Utilization.Of(
                [.. replicas.All.Where(replica => replica.Target.Service == service)],
                Utilization.PeakCores(minutes, service)));
        var predictions = services.ToDictionary(service => service.Key, service => whatIf.Predict(service.Value));
        var observed = minutes.Count(minute =>
            minute.Counts.Keys.Any(key => key is { Measure: Measure.ScrapeCoverage, Outcome: EventOutcome.Good }));

        return new(
            new(provenance.Now, provenance.DataAgeSeconds, provenance.Leader,
                replicas.Stale ? "UNKNOWN" : "OK", services),
            new(whatIf.GrowthPercent, whatIf.HorizonDays, "low", Confidence(observed), observed, predictions),
            new([.. services
                .SelectMany(service => Recommendations.For(service.Key, service.Value, predictions[service.Key]))
                .OrderByDescending(recommendation => recommendation.Priority)]));
    }

    private static string Confidence(int observedMinutes) =>
        Invariant($"proportional to the busiest of {observedMinutes:N0} observed minutes in the last 24 h; ")
            + "weekly patterns are unknown";
}
