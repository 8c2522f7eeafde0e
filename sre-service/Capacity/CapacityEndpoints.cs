using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Capacity;

internal static class CapacityEndpoints
{
    private const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    public static void MapCapacity(this IEndpointRouteBuilder sre) =>
        sre.MapGet("/capacity", GetCapacity)
            .WithName(nameof(GetCapacity)).WithSummary("Capacity and forecast").ProducesProblems(400);

    private static Results<Ok<CapacityReport>, Problem> GetCapacity(
        Replicas replicas, RecentCounts recent, Provenance provenance,
        [Description("Growth of traffic until the horizon in percent, from -100 to 10000; default 0.")]
        string? growth = null,
        [Description("Horizon in days, from 1 to 3650; default 30.")] string? horizon = null)
    {
        if (Number(growth, WhatIf.DefaultGrowth, WhatIf.LeastGrowth, WhatIf.MostGrowth) is not { } percent)
        {
            return OutOfRange(nameof(growth), WhatIf.LeastGrowth, WhatIf.MostGrowth);
        }

        return Number(horizon, WhatIf.DefaultHorizon, WhatIf.LeastHorizon, WhatIf.MostHorizon) is { } days
            ? TypedResults.Ok(CapacityPlan.For(replicas, recent, provenance, new WhatIf(percent, days)))
            : OutOfRange(nameof(horizon), WhatIf.LeastHorizon, WhatIf.MostHorizon);
    }

    private static double? Number(string? text, double absent, double least, double most) =>
        text is null ? absent
        : double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most ? number
        : null;

    private static Problem OutOfRange(string parameter, double least, double most) =>
        KnownProblems.InvalidQueryParameter(
            parameter, Invariant($"Must be a number from {least} to {most}."));
}
