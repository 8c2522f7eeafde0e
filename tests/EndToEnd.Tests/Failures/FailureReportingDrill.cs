using System.Net;
using System.Text.Json;
using Local.Demo;
using Npgsql;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// Causes one failure after the other. After each, every page of the system must report it, and nothing else.
/// </summary>
public sealed class FailureReportingDrill
{
    /// <summary>Three scrapes of the local system, and as long again on a busy machine.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    /// <summary>A short alert stays active for a minute.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [DrillFact]
    public async Task Pages_report_each_failure_and_nothing_else()
    {
        await using var system = await RunningSystem.StartAsync(Cancellation);
        var pages = new Pages(system);
        using var demo = new DemoTraffic(system.Topology.Gateway, TimeProvider.System, _ => { });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var traffic = demo.RunAsync(stop.Token);

        await pages.BecomeAsync(Soon, "database HEALTHY", "users-service HEALTHY", "gateway HEALTHY", "storage OK");
        Assert.Empty(await pages.IncidentsAsync());
        Assert.DoesNotContain(
            await pages.AlertsAsync(), alert => alert.StartsWith("breaker_open", StringComparison.Ordinal));

        await AllowAsync(system, "evenkeel_users", isAllowed: false);
        await pages.BecomeAsync(
            Soon, "database CRITICAL", "gateway HEALTHY", "storage OK", "breaker database OPEN", "deploy freeze");
        await pages.AlertAsync(Soon, "breaker_open users-service database");
        await pages.IncidentsBecomeAsync(Soon, "users-service open");
        // The timeline is read from storage, where a round arrives a moment after it shows elsewhere.
        await pages.TimelineShowsAsync("breaker", "users-service database: open in");

        await AllowAsync(system, "evenkeel_users", isAllowed: true);
        await pages.BecomeAsync(Soon, "database HEALTHY", "breaker database CLOSED");
        await pages.IncidentsBecomeAsync(Later, "users-service mitigated");

        await system.FreezeAsync("users-1");
        await system.FreezeAsync("users-2");
        await pages.BecomeAsync(Soon, "users-service CRITICAL", "storage OK", "web-frontend HEALTHY");
        await pages.AlertAsync(Soon, "replica_down");
        // A replica that hangs does not follow from a database that was away.
        await pages.IncidentsBecomeAsync(Soon, "users-service open", "users-service mitigated");
        await pages.TimelineShowsAsync("replica", "is unreachable");
        await system.ThawAsync("users-1");
        await system.ThawAsync("users-2");
        await pages.BecomeAsync(Soon, "users-service HEALTHY");

        var before = await pages.TotalAsync();
        await AllowAsync(system, "evenkeel_sre", isAllowed: false);
        await pages.BecomeAsync(Soon, "storage AWAY", "users-service HEALTHY", "database HEALTHY", "gateway HEALTHY");
        await pages.AlertAsync(Soon, "storage_away sre-service");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await pages.StatusAsync("/sre/timeline"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await pages.StatusAsync("/sre/alerts/history"));
        Assert.Equal(HttpStatusCode.OK, await pages.StatusAsync("/api/users"));
        var incidents = await pages.GetAsync("/sre/incidents");
        Assert.False(incidents.GetProperty("complete").GetBoolean());
        Assert.Equal(2, incidents.GetProperty("incidents").GetArrayLength());

        await AllowAsync(system, "evenkeel_sre", isAllowed: true);
        await pages.BecomeAsync(Soon, "storage OK");
        Assert.True(await pages.TotalAsync() >= before);
        Assert.True((await pages.GetAsync("/sre/incidents")).GetProperty("complete").GetBoolean());
        await stop.CancelAsync();
        await traffic;
    }

    /// <summary>Takes one database away and leaves the others of the same server.</summary>
    private static async Task AllowAsync(RunningSystem system, string database, bool isAllowed)
    {
        await using var connection = new NpgsqlConnection(system.Postgres.ConnectionString("postgres"));
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            $"""
            alter database "{database}" allow_connections {isAllowed};
            select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}' and not {isAllowed};
            """,
            connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private sealed class Pages(RunningSystem system)
    {
        private readonly ServiceLevels _levels = new(system.Gateway);

        public Task<JsonElement> GetAsync(string path) => _levels.GetAsync(path);

        public async Task<HttpStatusCode> StatusAsync(string path)
        {
            using var answer = await system.Gateway.GetAsync(path, Cancellation);
            return answer.StatusCode;
        }

        /// <summary>Waits until all of it is said at once.</summary>
        public async Task BecomeAsync(TimeSpan patience, params string[] said)
        {
            string[] missing = [];
            try
            {
                await Eventually.HoldsAsync(
                    async () => (missing = [.. said.Except(await SaidAsync())]).Length == 0, patience);
            }
            catch (Exception error) when (missing.Length > 0)
            {
                var shown = string.Join(", ", await SaidAsync());
                throw new InvalidOperationException($"not said: {string.Join(", ", missing)}; but {shown}", error);
            }
        }

        public Task<TimeSpan> AlertAsync(TimeSpan patience, string start) => Eventually.HoldsAsync(
            async () => (await AlertsAsync()).Any(alert => alert.StartsWith(start, StringComparison.Ordinal)),
            patience);

        /// <summary>Waits until there are exactly these incidents, the newest first.</summary>
        public Task<TimeSpan> IncidentsBecomeAsync(TimeSpan patience, params string[] incidents) =>
            Eventually.HoldsAsync(async () => (await IncidentsAsync()).SequenceEqual(incidents), patience);

        public async Task<string[]> IncidentsAsync() =>
            [.. (await GetAsync("/sre/incidents")).GetProperty("incidents").EnumerateArray().Select(one =>
                $"{one.GetProperty("incident").GetProperty("component").GetString()} "
                + $"{one.GetProperty("status").GetString()}")];

        public async Task<string[]> AlertsAsync() =>
            [.. (await GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray().Select(alert =>
                $"{alert.GetProperty("rule").GetString()} {alert.GetProperty("subject").GetString()}")];

        public Task<TimeSpan> TimelineShowsAsync(string kind, string text) => Eventually.HoldsAsync(
            async () => (await TimelineAsync(kind)).Any(line => line.Contains(text, StringComparison.Ordinal)), Soon);

        private async Task<string[]> TimelineAsync(string kind) =>
            [.. (await GetAsync($"/sre/timeline?kind={kind}")).GetProperty("happenings").EnumerateArray().Select(one =>
                $"{one.GetProperty("component").GetString()} {one.GetProperty("subject").GetString()}: "
                + $"{one.GetProperty("text").GetString()}")];

        public async Task<long> TotalAsync() => (await _levels.CountsAsync("success")).Total;

        private async Task<string[]> SaidAsync()
        {
            using var answer = await system.Gateway.GetAsync("/sre/can-i-deploy?service=users-service", Cancellation);
            var deploy = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
            return
            [
                .. (await GetAsync("/sre/health")).GetProperty("components").EnumerateObject()
                    .Select(component => $"{component.Name} {component.Value.GetProperty("status").GetString()}"),
                $"storage {(await GetAsync("/sre/slos")).GetProperty("storage").GetProperty("status").GetString()}",
                $"breaker database {await _levels.BreakerAsync("database")}",
                $"deploy {deploy.GetProperty("decision").GetString()}",
            ];
        }
    }
}
