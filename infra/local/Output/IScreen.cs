namespace Local.Output;

/// <summary>Where progress and the processes' own lines go: a terminal, or a test's output.</summary>
internal interface IScreen
{
    /// <summary>Something that the runner did.</summary>
    void Say(string message);

    /// <summary>Something that went wrong.</summary>
    void Warn(string message);

    /// <summary>A line that a process wrote.</summary>
    void Line(string process, string text);
}
