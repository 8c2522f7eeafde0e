namespace SreService.Objectives;

/// <summary>One definition of an objective with everything that was counted by it.</summary>
/// <param name="objective">The id of the objective.</param>
/// <param name="definition">What is counted.</param>
/// <param name="since">When it came into force.</param>
internal sealed class Generation(string objective, Definition definition, DateTimeOffset since)
{
    private volatile bool _isCountedBack;

    public string Objective => objective;

    public Definition Definition => definition;

    public DateTimeOffset Since => since;

    public string SliceKey { get; } = Objectives.Objective.SliceKey(objective, definition);

    public ObjectiveHistory History { get; } = new(Window.Longest);

    public ObjectiveStatus Status { get; set; }

    /// <summary>Whether the database was asked for what was counted before.</summary>
    public bool IsCountedBack
    {
        get => _isCountedBack;
        set => _isCountedBack = value;
    }
}
