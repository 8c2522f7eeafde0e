using EndToEnd.Tests;
using Testing;

[assembly: AssemblyFixture(typeof(SystemFixture))]

namespace EndToEnd.Tests;

/// <summary>One running system for all tests that leave it as healthy as they found it.</summary>
public sealed class SystemFixture : IAsyncLifetime
{
    /// <summary>Tests that register users in the one system do so one after the other.</summary>
    public const string Registering = "Registering in the one system";

    private RunningSystem? _system;

    /// <summary>A client of the gateway that follows no redirect.</summary>
    public HttpClient Gateway => System.Gateway;

    /// <summary>The address of the gateway, for example <c>http://127.0.0.1:20100/</c>.</summary>
    public Uri Address => Gateway.BaseAddress!;

    internal RunningSystem System => _system ?? throw PrivatePostgres.Missing();

    public async ValueTask InitializeAsync()
    {
        if (PrivatePostgres.IsPossible)
        {
            _system = await RunningSystem.StartAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }
    }
}
