namespace SreService.Deploys;

/// <summary>An operator's decision that a service may be deployed whatever the gate decides.</summary>
internal sealed record DeployOverride(
    string Service, string Author, string Reason, DateTimeOffset CreatedAt, DateTimeOffset Until);

/// <summary>Overrides and services that had another version before, as last read from the database.</summary>
internal sealed class DeployBook
{
    private volatile State? _state;

    /// <returns>The newest one in force; null when there is none.</returns>
    public DeployOverride? OverrideOf(string service, DateTimeOffset now) => _state?.Overrides
        .Where(one => one.Service == service && now < one.Until).MaxBy(one => one.CreatedAt);

    /// <summary>Whether the service certainly had no other version within the last day.</summary>
    public bool HasOneVersion(string service) => _state is { } state && !state.Deployed.Contains(service);

    public void Replace(IReadOnlyList<DeployOverride> overrides, IReadOnlySet<string> deployed) =>
        _state = new(overrides, deployed);

    private sealed record State(IReadOnlyList<DeployOverride> Overrides, IReadOnlySet<string> Deployed);
}
