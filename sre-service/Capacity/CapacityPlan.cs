using SreService.Evaluation;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Capacity;

/// <summary>Puts use, prediction and recommendations together.</summary>
internal static class CapacityPlan
{
    /// <param name="replicas">All replicas, as last read.</param>
    /// <param name="evaluator">Whose measurement they are.</param>
    /// <param name="minutes">Ended minutes of the last day.</param>
    /// <param name="question">What if.</param>
    /// <param name="now">Now.</param>
    public static CapacityReport For(
        Replicas replicas, EvaluatorReport evaluator, IReadOnlyList<MinuteCounts> minutes, WhatIf question,
        DateTimeOffset now)
    {
        var services = SystemServices.All.ToDictionary(
            service => service,
            service => Utilization.Of(
                [.. replicas.All.Where(replica => replica.Target.Service == service)],
                Utilization.PeakCores(minutes, service)));
        var predictions = services.ToDictionary(service => service.Key, service => question.Predict(service.Value));
        var observed = minutes.Count(minute =>
            minute.Counts.Keys.Any(key => key is { Measure: Measure.Sight, Outcome: Outcome.Good }));

        return new(
            new(now, replicas.AgeSeconds, evaluator, replicas.Stale ? "UNKNOWN" : "OK", services),
            new(question.GrowthPercent, question.HorizonDays, "low", Confidence(observed), observed, predictions),
            new([.. services
                .SelectMany(service => Recommendations.For(service.Key, service.Value, predictions[service.Key]))
                .OrderByDescending(recommendation => recommendation.Priority)]));
    }

    private static string Confidence(int observedMinutes) =>
        $"proportional to the busiest of {observedMinutes} observed minutes of the last 24 h; a season is a week";
}
