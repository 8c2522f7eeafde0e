using Benchmarks.Scenarios;

namespace Benchmarks;

/// <summary>What is measured, and for how long.</summary>
internal sealed record Plan
{
    /// <summary>Rows in <c>users</c>, ascending; every scenario that depends on them is run at each.</summary>
    public required IReadOnlyList<int> Sizes { get; init; }

    /// <summary>One round of load; whole seconds, because wrk takes no others.</summary>
    public required TimeSpan Round { get; init; }

    /// <summary>Rounds of each contestant after the warm-up, in turns.</summary>
    public required int Rounds { get; init; }

    /// <summary>Names of scenarios; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>A look whether everything runs; its numbers mean little and are not kept.</summary>
    public bool Quick { get; init; }

    public bool Includes(Scenario scenario) => Only.Count == 0 || Only.Contains(scenario.Name);

    /// <summary>Clients at once: more than the cores can serve, few enough that nothing but work waits.</summary>
    public const int Clients = 32;

    /// <summary>Connections of a service to its database, which the rivals get too.</summary>
    public const int Connections = 20;
}
