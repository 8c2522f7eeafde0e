namespace Testing;

/// <summary>
/// For tests during which nothing else may run: they measure times, use every core, or read the metrics of a service
/// in this process, where the end of another one ends the instruments of the same name.
/// </summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class NonParallelCollection;
