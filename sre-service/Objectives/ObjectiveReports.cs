using SreService.Queries;

namespace SreService.Objectives;

/// <summary>Fills in the answer for an objective.</summary>
internal static class ObjectiveReports
{
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    extension(Standing standing)
    {
        /// <param name="before">By the definition before; null when that does not matter any more.</param>
        /// <param name="noDataReason">Why there is nothing yet,
        /// where more is known than that nothing was counted.</param>
        public ObjectiveReport Report(Standing? before, string? noDataReason)
        {
            var (objective, newest, closed, budget) =
                (standing.Objective, standing.Newest, standing.Closed, standing.Budget);
            var (window, remaining) = (standing.Window, budget.Remaining(newest.Good, newest.Bad));
            var lately = standing.Last(Lately);
            var burn = budget.Burn(lately.Good, lately.Bad);
            return new ObjectiveReport
            {
                Id = objective.Id,
                Title = objective.Title,
                Description = objective.Description,
                Status = standing.Status.Text,
                State = standing.Status,
                Reason = standing.Sli is null ? noDataReason ?? NothingCounted(objective) : null,
                IsCritical = standing.Status == ObjectiveStatus.Exhausted,
                SloTarget = Shares.Percent(objective.Target),
                SliValue = Shares.Percent(standing.Sli),
                BudgetConsumed = Shares.Percent(budget.Burn(newest.Good, newest.Bad)),
                BudgetRemaining = Shares.Percent(remaining),
                BadLeft = budget.BadLeft(newest.Good, newest.Bad),
                WindowDays = (int)Math.Round(window.Length.TotalDays),
                Window = objective.Window.Text,
                WindowFrom = window.From,
                WindowUntil = window.End,
                BudgetingMethod = objective.CountsMinutes ? "Timeslices" : "Occurrences",
                Service = objective.Service,
                Unit = objective.Definition.Unit.ToString().ToLowerInvariant(),
                Good = newest.Good,
                Bad = newest.Bad,
                Total = newest.Total,
                Closed = new(standing.ClosedUntil, closed.Good, closed.Bad, closed.Total),
                Coverage = Shares.Percent(newest.Coverage),
                LowCoverage = newest.LowCoverage,
                SliInterval = newest.Interval,
                ObservedSince = newest.ObservedSince,
                BudgetSeconds = budget.Time(window.Length).TotalSeconds,
                BudgetSecondsLeft = Shares.Rounded((decimal)budget.Time(window.Length).TotalSeconds * remaining),
                SecondsToExhaustion = ErrorBudget.TimeLeft(window.Length, remaining, burn)?.TotalSeconds,
                WholeBudgetSeconds = ErrorBudget.Exhaustion(window.Length, burn)?.TotalSeconds,
                Burns = [.. objective.BurnPairs.Select(standing.Burn)],
                Generation = new(standing.Generation.Definition.Generation, standing.Generation.Since),
                Predecessor = before is null ? null : Earlier(before),
                Formula = Formulas.Of(standing, burn),
            };
        }

        private BurnReport Burn(BurnPair pair)
        {
            var (longer, shorter) = (standing.Last(pair.Long), standing.Last(pair.Short));
            return new(
                Durations.Text(pair.Long), Durations.Text(pair.Short),
                Shares.Rounded(standing.Budget.Burn(longer.Good, longer.Bad)),
                Shares.Rounded(standing.Budget.Burn(shorter.Good, shorter.Bad)), (double)pair.Threshold,
                pair.Urgency.ToString().ToLowerInvariant(),
                standing.Budget.Detection(pair, badShare: 1).TotalSeconds,
                Shares.Percent(ErrorBudget.SpentAtDetection(pair, standing.Window.Length)), longer.LowCoverage);
        }
    }

    private static PredecessorReport Earlier(Standing before) => new(
        before.Generation.Definition.Generation, before.Status, Shares.Percent(before.Sli),
        Shares.Percent(before.Budget.Remaining(before.Newest.Good, before.Newest.Bad)),
        Shares.Percent(before.Newest.Coverage));

    private static string NothingCounted(Objective objective) => objective.Definition.Unit switch
    {
        Unit.Minutes => objective.Definition.CountsProbes
            ? "no minute with a probe has ended yet"
            : "no minute with events has ended in the window",
        var unit => $"no {unit.ToString().ToLowerInvariant().TrimEnd('s')} was counted in the window",
    };
}
