namespace EndToEnd.Tests;

/// <summary>Times are measured or every core is used, so nothing else may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
