using System.Net.Http.Json;
using Npgsql;

namespace EndToEnd.Tests;

/// <summary>Nothing that belongs to a user, and no secret, gets into a log.</summary>
public sealed class PrivacyTests(SystemFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_address_no_name_and_no_secret_stands_in_a_log()
    {
        var system = fixture.System;
        await system.Gateway.PostAsJsonAsync("/api/users", new { name = "Zephyrine Quill", email = "zephyrine@example.org" }, Cancellation);
        await system.Gateway.PostAsJsonAsync("/api/users", new { name = "Zephyrine Quill", email = "zephyrine@example.org" }, Cancellation);
        await system.Gateway.PostAsJsonAsync("/api/users", new { name = "Zephyrine Quill", email = "zephyrine@@example.org" }, Cancellation);
        await system.Gateway.GetAsync("/api/users?email=zephyrine@example.org", Cancellation);
        await system.Gateway.GetAsync("/zephyrine@example.org", Cancellation);
        using var form = new FormUrlEncodedContent([new("name", "Zephyrine Quill"), new("email", "zephyrine@example.org")]);
        await system.Gateway.PostAsync("/user", form, Cancellation);
        var password = new NpgsqlConnectionStringBuilder(system.Postgres.ConnectionString("postgres")).Password!;

        var logs = await Task.WhenAll(Directory.GetFiles(system.LogFolder).Select(ReadAsync));

        Assert.Equal(4, logs.Length);
        Assert.All(logs, log => Assert.Contains("\"route\"", log, StringComparison.Ordinal));
        Assert.All(logs, log => Assert.DoesNotContain("zephyrine", log, StringComparison.OrdinalIgnoreCase));
        Assert.All(logs, log => Assert.DoesNotContain(password, log, StringComparison.Ordinal));
        Assert.All(logs, log => Assert.DoesNotContain(system.TrafficKey, log, StringComparison.Ordinal));
    }

    private static async Task<string> ReadAsync(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync(Cancellation);
    }
}
