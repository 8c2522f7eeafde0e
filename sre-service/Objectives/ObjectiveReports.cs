using SreService.Queries;

namespace SreService.Objectives;

/// <summary>Builds the report of an objective.</summary>
internal static class ObjectiveReports
{
    extension(SloStatus slo)
    {
        /// <param name="before">By the previous revision; null if it no longer matters.</param>
        /// <param name="noDataReason">Why there is no data; null if only that nothing was counted.</param>
        public ObjectiveReport Report(SloStatus? before, string? noDataReason)
        {
            var (objective, newest, closed, budget) =
                (slo.Objective, slo.Newest, slo.Closed, slo.Budget);
            var (window, remaining) = (slo.Window, budget.Remaining(newest.Good, newest.Bad));
            var recent = slo.Last(SloStatus.LastHour);
            var burn = budget.Burn(recent.Good, recent.Bad);
            return new ObjectiveReport
            {
                Id = objective.Id,
                Title = objective.Title,
                Description = objective.Description,
                Status = slo.Status.Text,
                State = slo.Status,
                Reason = (slo.Sli is null ? noDataReason : null) ?? slo.Unclassified
                    ?? (slo.Sli is null ? NothingCounted(objective) : null),
                IsCritical = remaining <= 0,
                SloTarget = Percentages.Percent(objective.Target),
                SliValue = Percentages.Percent(slo.Sli),
                BudgetConsumed = Percentages.Percent(budget.Burn(newest.Good, newest.Bad)),
                BudgetRemaining = Percentages.Percent(remaining),
                BadLeft = budget.BadLeft(newest.Good, newest.Bad),
                WindowDays = (int)Math.Round(window.Length.TotalDays),
                Window = objective.Window.Text,
                WindowFrom = window.From,
                WindowUntil = window.End,
                BudgetingMethod = objective.CountsMinutes ? "Timeslices" : "Occurrences",
                Service = objective.Service,
                Unit = objective.Indicator.Unit.ToString().ToLowerInvariant(),
                Good = newest.Good,
                Bad = newest.Bad,
                Total = newest.Total,
                Closed = new(slo.ClosedUntil, closed.Good, closed.Bad, closed.Total),
                Coverage = Percentages.Percent(newest.Coverage),
                LowCoverage = newest.LowCoverage,
                SliInterval = newest.Interval,
                ObservedSince = newest.ObservedSince,
                BudgetSeconds = budget.Time(window.Length).TotalSeconds,
                BudgetSecondsLeft = Percentages.Rounded((decimal)budget.Time(window.Length).TotalSeconds * remaining),
                SecondsToExhaustion = ErrorBudget.TimeLeft(window.Length, remaining, burn)?.TotalSeconds,
                WholeBudgetSeconds = ErrorBudget.Exhaustion(window.Length, burn)?.TotalSeconds,
                Burns = [.. objective.BurnPairs.Select(slo.Burn)],
                Generation = new(slo.Revision.Indicator.Revision, slo.Revision.Since),
                Predecessor = before is null ? null : Earlier(before),
                Formula = Explanations.Of(slo, burn),
            };
        }

        private string? Unclassified => slo.Revision.Unclassified is > 0 and var count
            ? Invariant($"{count} events of the last minute are neither good nor bad: their metric has no outcome")
                + (slo.Objective.Indicator.Unit == Unit.Requests ? " and no http_response_status_code" : "")
            : null;

        private BurnReport Burn(BurnPair pair)
        {
            var (longer, shorter) = (slo.Last(pair.Long), slo.Last(pair.Short));
            return new(
                Durations.Text(pair.Long), Durations.Text(pair.Short),
                Percentages.Rounded(slo.Budget.Burn(longer.Good, longer.Bad)),
                Percentages.Rounded(slo.Budget.Burn(shorter.Good, shorter.Bad)), (double)pair.Threshold,
                pair.Urgency.ToString().ToLowerInvariant(),
                slo.Budget.Detection(pair, badShare: 1).TotalSeconds,
                Percentages.Percent(ErrorBudget.SpentAtDetection(pair, slo.Window.Length)), longer.LowCoverage);
        }
    }

    private static PredecessorReport Earlier(SloStatus before) => new(
        before.Revision.Indicator.Revision, before.Status, Percentages.Percent(before.Sli),
        Percentages.Percent(before.Budget.Remaining(before.Newest.Good, before.Newest.Bad)),
        Percentages.Percent(before.Newest.Coverage));

    private static string NothingCounted(Objective objective) => objective.Indicator.Unit switch
    {
        Unit.Minutes => objective.Indicator.CountsProbes
            ? "no probed minute has ended yet"
            : "no minute with events has ended in the window",
        var unit => $"no {unit.ToString().ToLowerInvariant().TrimEnd('s')} was counted in the window",
    };
}
