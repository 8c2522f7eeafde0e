using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Configuration;
using Platform.Health;
using Platform.Secrets;

namespace Platform.Database;

/// <summary>
/// One PostgreSQL database of a service: its pool, its password from the secret store, its migrations and its readiness.
/// A database that is away does not stop the start: the service waits for it, not ready.
/// </summary>
public static class PostgresModule
{
    /// <param name="builder">The service that is being built.</param>
    /// <param name="name">The connection string <c>ConnectionStrings:&lt;name&gt;</c>.</param>
    /// <param name="migrations">The assembly that carries the numbered SQL files as resources.</param>
    /// <param name="whenAway">What its absence makes of the service: not ready, or ready and degraded.</param>
    public static void AddPostgres(
        this IHostApplicationBuilder builder, string name, Assembly migrations, HealthStatus whenAway = HealthStatus.Unhealthy)
    {
        var connection = ConnectionStringOf(builder, name);

        builder.Services.AddSingleton(services => BuildDataSource(services, name, connection));
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<Migrations>(services, migrations));
        builder.Services.AddHostedService(services => services.GetRequiredService<Migrations>());
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", whenAway, [HealthModule.Ready]);
    }

    private static NpgsqlConnectionStringBuilder ConnectionStringOf(IHostApplicationBuilder builder, string name)
    {
        // Defaults that fail fast; the connection string has the last word.
        var connection = new NpgsqlConnectionStringBuilder
        {
            Timeout = 3,
            CommandTimeout = 5,
            CancellationTimeout = 500,
            GssEncryptionMode = GssEncryptionMode.Disable,
            MaxPoolSize = 20,
        };

        if (builder.Configuration.GetConnectionString(name) is not { Length: > 0 } text)
        {
            builder.ConfigurationErrors().Add($"ConnectionStrings:{name}", "is required.");
            return connection;
        }

        try
        {
            foreach (var (key, value) in new NpgsqlConnectionStringBuilder(text))
            {
                connection[key] = value;
            }
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            builder.ConfigurationErrors().Add($"ConnectionStrings:{name}", "is not a valid PostgreSQL connection string.");
        }

        return connection;
    }

    private static NpgsqlDataSource BuildDataSource(IServiceProvider services, string name, NpgsqlConnectionStringBuilder connection)
    {
        connection.ApplicationName ??= services.GetRequiredService<ServiceIdentity>().Name;
        var source = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = name };
        source.UseLoggerFactory(services.GetRequiredService<ILoggerFactory>());

        var secrets = services.GetRequiredService<SecretSettings>();
        if (secrets.Passwords.TryGetValue(name, out var secret))
        {
            var reader = services.GetRequiredService<ISecretReader>();
            source.UsePeriodicPasswordProvider(
                async (_, cancellationToken) => PasswordOf(await reader.ReadAsync(secret, cancellationToken)),
                secrets.RefreshInterval, secrets.RetryInterval);
        }

        return source.Build();
    }

    /// <summary>AWS rotates a JSON object; other stores hold the bare password.</summary>
    internal static string PasswordOf(string secret)
    {
        if (!secret.StartsWith('{'))
        {
            return secret;
        }

        using var json = JsonDocument.Parse(secret);
        return json.RootElement.GetProperty("password").GetString()!;
    }
}
