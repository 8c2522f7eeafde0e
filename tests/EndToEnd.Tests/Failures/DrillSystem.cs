using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// One system for all failures that end with the server as it was.
/// </summary>
public sealed class DrillSystem : IAsyncDisposable
{
    private RunningSystem? _system;

    /// <param name="server">How the services reach the server, when not as it is.</param>
    /// <param name="folder">Where the server keeps its data, when not where all do.</param>
    internal static Task<RunningSystem> StartAsync(
        Func<PrivatePostgres, Task<string>>? server = null, string? folder = null) =>
        RunningSystem.StartAsync(TestContext.Current.CancellationToken, server: server, folder: folder);

    internal async Task<RunningSystem> StartedAsync() => _system ??= await StartAsync();

    public ValueTask DisposeAsync() => _system?.DisposeAsync() ?? ValueTask.CompletedTask;
}
