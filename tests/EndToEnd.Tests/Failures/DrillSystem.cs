using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// A system with two replicas of the users service, for all failures that end with the server as it was.
/// </summary>
public sealed class DrillSystem : IAsyncDisposable
{
    private RunningSystem? _system;

    /// <param name="server">How the services reach the server, when not as it is.</param>
    internal static Task<RunningSystem> StartAsync(Func<PrivatePostgres, Task<string>>? server = null) =>
        RunningSystem.StartAsync(TestContext.Current.CancellationToken, users: 2, server: server);

    internal async Task<RunningSystem> StartedAsync() => _system ??= await StartAsync();

    public ValueTask DisposeAsync() => _system?.DisposeAsync() ?? ValueTask.CompletedTask;
}
