using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Database;
using Testing;

namespace Platform.Tests.Database;

public sealed class PostgresTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_start_at_once_apply_each_migration_once()
    {
        var connectionString = await postgres.CreateDatabaseAsync();

        var services = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(connectionString)));
        await Task.WhenAll(services.Select(service => service.Services.GetRequiredService<Migrations>().Done));

        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var count = source.CreateCommand("select count(*) from migrated");
        Assert.Equal(1L, await count.ExecuteScalarAsync(Cancellation));
        foreach (var service in services)
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_database_that_is_away_at_the_start_is_waited_for()
    {
        await using var server = await PrivatePostgres.StartAsync(Cancellation);
        await server.StopAsync();
        await using var service = await StartAsync(server.ConnectionString("postgres"));
        using var before = await service.Client.GetAsync("/health/ready", Cancellation);

        await server.StartAgainAsync(Cancellation);
        await service.Services.GetRequiredService<Migrations>().Done;

        using var after = await service.Client.GetAsync("/health/ready", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
        Assert.Contains("database unavailable", await before.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotated_password_is_used_without_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var connectionString = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        var role = $"rotating_{Guid.NewGuid():N}";
        await using var admin = NpgsqlDataSource.Create(connectionString.ConnectionString);
        await ExecuteAsync(admin, $"create role {role} login superuser password 'first'");
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), "first", Cancellation);
        var ownString = new NpgsqlConnectionStringBuilder(connectionString.ConnectionString) { Username = role, Password = null, Pooling = false };

        await using var service = await StartAsync(
            ownString.ConnectionString,
            ("Secrets:Source", "File"), ("Secrets:Path", folder), ("Secrets:Passwords:Sample", "password"), ("Secrets:RefreshInterval", "00:00:01"));
        await service.Services.GetRequiredService<Migrations>().Done;
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), """{"password":"second"}""", Cancellation);
        await ExecuteAsync(admin, $"alter role {role} password 'second'");

        await Eventually.HoldsAsync(
            async () =>
            {
                using var ready = await service.Client.GetAsync("/health/ready", Cancellation);
                return ready.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(15));
        await ExecuteAsync(service.Services.GetRequiredService<NpgsqlDataSource>(), "select 1");
    }

    private static Task<TestService> StartAsync(string connectionString, params (string, string)[] settings) => TestService.StartAsync(
        parts: builder => builder.AddPostgres("Sample", typeof(PostgresTests).Assembly),
        settings: [("ConnectionStrings:Sample", connectionString), .. settings]);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
