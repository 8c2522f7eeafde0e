using System.Runtime.CompilerServices;

namespace EndToEnd.Tests;

/// <summary>
/// A drill: minutes of failures. <c>dotnet test</c> leaves it out; <c>tests/drills</c> runs it, and <c>.ci/run</c> its
/// short form.
/// </summary>
public sealed class DrillFactAttribute : FactAttribute
{
    public DrillFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) =>
        Explicit = true;
}
