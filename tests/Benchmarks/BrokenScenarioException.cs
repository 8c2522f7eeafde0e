namespace Benchmarks;

/// <summary>Something does not work at all; a number that is merely bad is no such thing.</summary>
internal sealed class BrokenScenarioException(string message) : Exception(message);
