namespace SreService.Objectives;

/// <summary>The objectives in force, and why newer files were rejected.</summary>
internal sealed class Catalogue(ObjectiveSet first)
{
    private volatile ObjectiveSet _current = first;
    private volatile RejectedSet? _rejected;

    public ObjectiveSet Current => _current;

    /// <summary>The current files if they were rejected; null if they are in force.</summary>
    public RejectedSet? Rejected => _rejected;

    public void Accept(ObjectiveSet set)
    {
        _current = set;
        _rejected = null;
    }

    /// <summary>Keeps the last valid set in force.</summary>
    public void Reject(RejectedSet set) => _rejected = set;
}

/// <summary>The objectives of one state of the files.</summary>
/// <param name="Objectives">In the order of files and documents.</param>
/// <param name="Revision">The first 12 hexadecimal digits of the SHA-256 of all files.</param>
internal sealed record ObjectiveSet(IReadOnlyList<Objective> Objectives, string Revision, DateTimeOffset Since)
{
    /// <summary>Parts of the files that are valid OpenSLO and not used here, with the reasons.</summary>
    public IReadOnlyList<FileProblem> Unused { get; init; } = [];
}

/// <summary>A rejected state of the files.</summary>
/// <param name="Revision">As of <see cref="ObjectiveSet"/>.</param>
internal sealed record RejectedSet(IReadOnlyList<FileProblem> Problems, string Revision, DateTimeOffset At);
