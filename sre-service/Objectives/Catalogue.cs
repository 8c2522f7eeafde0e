using SreService.Objectives.Files;

namespace SreService.Objectives;

/// <summary>The objectives in force, and why newer files are not.</summary>
internal sealed class Catalogue(ObjectiveSet first)
{
    private volatile ObjectiveSet _current = first;
    private volatile RejectedSet? _rejected;

    public ObjectiveSet Current => _current;

    /// <summary>The files as they are now, when they cannot be used; null when they are in force.</summary>
    public RejectedSet? Rejected => _rejected;

    public void Accept(ObjectiveSet set)
    {
        _current = set;
        _rejected = null;
    }

    /// <summary>Keeps the last good set.</summary>
    public void Reject(RejectedSet set) => _rejected = set;
}

/// <summary>Objectives that were read from one state of the files.</summary>
/// <param name="Objectives">In the order of files and documents.</param>
/// <param name="Revision">The first 12 hexadecimal digits of the SHA-256 of all files.</param>
/// <param name="Since">When they came into force.</param>
internal sealed record ObjectiveSet(IReadOnlyList<Objective> Objectives, string Revision, DateTimeOffset Since);

/// <summary>A state of the files that cannot be used.</summary>
/// <param name="Problems">All that is wrong.</param>
/// <param name="Revision">As of <see cref="ObjectiveSet"/>.</param>
/// <param name="At">When it was found.</param>
internal sealed record RejectedSet(IReadOnlyList<FileProblem> Problems, string Revision, DateTimeOffset At);
