using SreService.Counting;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Capacity;

/// <summary>Puts use, prediction and recommendations together.</summary>
internal static class CapacityPlan
{
    public static CapacityReport For(Replicas replicas, SliceBook book, Provenance provenance, WhatIf question)
    {
        var minutes = book.Before(provenance.Now.WholeMinute, key => key.Measure is Measure.Cpu or Measure.Sight);
        var services = SystemServices.All.ToDictionary(
            service => service,
            service => Utilization.Of(
                [.. replicas.All.Where(replica => replica.Target.Service == service)],
                Utilization.PeakCores(minutes, service)));
        var predictions = services.ToDictionary(service => service.Key, service => question.Predict(service.Value));
        var observed = minutes.Count(minute =>
            minute.Counts.Keys.Any(key => key is { Measure: Measure.Sight, Outcome: Outcome.Good }));

        return new(
            new(provenance.Now, provenance.DataAgeSeconds, provenance.Leader, replicas.Stale ? "UNKNOWN" : "OK", services),
            new(question.GrowthPercent, question.HorizonDays, "low", Confidence(observed), observed, predictions),
            new([.. services
                .SelectMany(service => Recommendations.For(service.Key, service.Value, predictions[service.Key]))
                .OrderByDescending(recommendation => recommendation.Priority)]));
    }

    private static string Confidence(int observedMinutes) =>
        $"proportional to the busiest of {observedMinutes} observed minutes of the last 24 h; a season is a week";
}
