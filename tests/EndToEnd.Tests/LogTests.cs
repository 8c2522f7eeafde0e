using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Testing;

namespace EndToEnd.Tests;

/// <summary>The logs of all processes find a request by its id and contain no personal data or secret.</summary>
[Collection(SystemFixture.Registering)]
public sealed class LogTests(SystemFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Logs_contain_no_email_name_or_secret()
    {
        var system = fixture.System;
        const string name = "Zephyrine Quill";
        const string email = "zephyrine@example.org";
        await system.Gateway.PostAsJsonAsync("/api/users", new { name, email }, Cancellation);
        await system.Gateway.PostAsJsonAsync("/api/users", new { name, email }, Cancellation);
        await system.Gateway.PostAsJsonAsync(
            "/api/users", new { name, email = "zephyrine@@example.org" }, Cancellation);
        await system.Gateway.GetAsync($"/api/users?email={email}", Cancellation);
        await system.Gateway.GetAsync($"/{email}", Cancellation);
        using var form = new FormUrlEncodedContent([new("name", name), new("email", email)]);
        await system.Gateway.PostAsync("/user", form, Cancellation);
        var password = new NpgsqlConnectionStringBuilder(system.Postgres.ConnectionString("postgres")).Password!;

        var files = Directory.GetFiles(system.LogFolder).Order().ToArray();
        var logs = await Task.WhenAll(files.Select(ReadAsync));

        Assert.Equal(
            [.. system.Topology.Replicas.Select(replica => replica.Name).Concat(["sre-migrations", "users-migrations"])
                .Order()],
            files.Select(Path.GetFileNameWithoutExtension));
        // Of two replicas, one may have had no request.
        Assert.All(
            files.Zip(logs).Where(log => !log.First.Contains("migrations", StringComparison.Ordinal)).Chunk(2),
            service => Assert.Contains(
                "\"route\"", string.Concat(service.Select(log => log.Second)), StringComparison.Ordinal));
        Assert.All(logs, log => Assert.DoesNotContain("zephyrine", log, StringComparison.OrdinalIgnoreCase));
        Assert.All(logs, log => Assert.DoesNotContain(password, log, StringComparison.Ordinal));
        Assert.All(logs, log => Assert.DoesNotContain(system.TrafficKey, log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_is_logged_once_by_each_process_under_its_id()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/users?limit=1");
        request.Headers.Add("X-Request-Id", "find-this-one");
        await fixture.Gateway.SendAsync(request, Cancellation);

        var events = new List<JsonElement>();
        await Eventually.HoldsAsync(
            async () =>
            {
                events =
                [
                    .. await EventsAsync("gateway-1"), .. await EventsAsync("users-1"), .. await EventsAsync("users-2"),
                ];
                return events.Count == 2;
            },
            TimeSpan.FromSeconds(20));

        Assert.Equal(
            ["/api/users", "/api/users/{**rest}"],
            events.Select(one => one.GetProperty("route").GetString()).Order());
        Assert.Single(events.Select(one => one.GetProperty("request_id").GetString()).Distinct());
        Assert.All(events, one =>
        {
            Assert.Equal((200, "good"), (one.GetProperty("status").GetInt32(), one.GetProperty("outcome").GetString()));
            Assert.True(one.GetProperty("elapsed_ms").GetDouble() > 0);
            Assert.False(one.TryGetProperty("RequestPath", out _));
        });
    }

    private async Task<IEnumerable<JsonElement>> EventsAsync(string process) =>
        (await ReadAsync(Path.Combine(fixture.System.LogFolder, $"{process}.log")))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains("\"find-this-one\"", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    private static async Task<string> ReadAsync(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync(Cancellation);
    }
}
