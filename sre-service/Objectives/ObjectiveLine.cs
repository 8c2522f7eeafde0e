namespace SreService.Objectives;

/// <summary>
/// An objective with the generation of its definition and, after the definition was edited, the one before: that goes
/// on being counted and alerts until the new one has seen as much.
/// </summary>
internal sealed class ObjectiveLine(Objective objective, Generation current)
{
    public Objective Objective { get; private set; } = objective;

    public Generation Current { get; private set; } = current;

    /// <summary>Null when the current generation stands on its own.</summary>
    public Generation? Predecessor { get; private set; }

    public IEnumerable<Generation> Generations => Predecessor is null ? [Current] : [Current, Predecessor];

    /// <summary>Whose standing alerts follow.</summary>
    public Generation Alerting => Predecessor ?? Current;

    /// <summary>Takes an edited objective: a target applies at once, a definition starts a new generation.</summary>
    public void Become(Objective edited, DateTimeOffset now)
    {
        if (edited.Definition.Generation != Current.Definition.Generation)
        {
            // Of several edits in a row the last generation that had been trusted stays, unless it is back.
            var trusted = Predecessor ?? Current;
            var back = trusted.Definition.Generation == edited.Definition.Generation;
            Current = back ? trusted : new Generation(edited.Id, edited.Definition, now);
            Predecessor = back ? null : trusted;
        }

        Objective = edited;
    }

    /// <summary>Takes over from another process what it had in use, the oldest first.</summary>
    /// <returns>Whether it is the predecessor now.</returns>
    public bool Follow(Generation earlier)
    {
        if (earlier.SliceKey == Current.SliceKey)
        {
            Current.Status = earlier.Status;
            return false;
        }

        Predecessor ??= earlier;
        return Predecessor == earlier;
    }

    /// <summary>Lets the predecessor go when the new generation has covered enough of what it has.</summary>
    /// <returns>Whether it did.</returns>
    public bool Succeed(Period window)
    {
        if (Predecessor is null || !Current.IsCountedBack || !Predecessor.IsCountedBack)
        {
            return false;
        }

        var (now, before) = (Covered(Current, window), Covered(Predecessor, window));
        if (now < ErrorBudget.EnoughCoverage * before)
        {
            return false;
        }

        Predecessor = null;
        return true;
    }

    private static int Covered(Generation generation, Period window) =>
        generation.History.Sum(window.From, window.Until).CoveredMinutes;
}
