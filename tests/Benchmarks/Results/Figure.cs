namespace Benchmarks.Results;

/// <summary>One number.</summary>
/// <param name="Measure">What was measured, with its unit.</param>
/// <param name="Value">In that unit.</param>
/// <param name="Target">Null when it is there to explain others.</param>
internal sealed record Figure(string Measure, double Value, Target? Target = null);
