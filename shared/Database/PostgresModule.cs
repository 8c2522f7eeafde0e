using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Configuration;
using Platform.Health;

namespace Platform.Database;

/// <summary>
/// A service's PostgreSQL database: pool, password from the secret store, migrations and readiness check. While the
/// database or its schema is missing the service starts and waits for it, not ready.
/// </summary>
public static class PostgresModule
{
    /// <param name="name">
    /// The service's own connection string is <c>ConnectionStrings:&lt;name&gt;</c>. Migrations alone use
    /// <c>ConnectionStrings:&lt;name&gt;Migrations</c>: the schema belongs to that one's role, and the service's own
    /// role gets what <c>Grants.sql</c> says. Without it they use the service's own.
    /// </param>
    /// <param name="scripts">The assembly with the SQL files of the schema as resources.</param>
    /// <param name="whenUnavailable">Unhealthy: the service is not ready. Degraded: it is ready without it.</param>
    public static void AddPostgres(
        this IHostApplicationBuilder builder, string name, Assembly scripts,
        HealthStatus whenUnavailable = HealthStatus.Unhealthy)
    {
        var own = PostgresConnection.Read(builder, name);
        var owner = PostgresConnection.ReadIfGiven(builder, $"{name}Migrations");
        if (owner is not null && own.Role is null)
        {
            builder.ConfigurationErrors().Add(
                $"ConnectionStrings:{name}",
                "must name its role (Username), so that the migrations can grant it its rights.");
        }

        builder.Services.AddSingleton(own.Build);
        var schema = new SchemaScripts(scripts, owner is null || owner.Role == own.Role ? null : own.Role);
        builder.Services.AddSingleton(services => new Migrations(
            () => (owner ?? own).Unpooled().Build(services), schema,
            [.. services.GetServices<IDataMigration>()], services.GetRequiredService<ServiceIdentity>(),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<Migrations>>()));
        builder.Services.AddSingleton(services => new RequiredSchema(
            services.GetRequiredService<NpgsqlDataSource>(), schema, services.GetRequiredService<ServiceIdentity>(),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<RequiredSchema>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<RequiredSchema>());
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", whenUnavailable, [HealthModule.Ready]);
    }

    /// <summary>A read replica of a service's database, keyed by its name. Readiness does not depend on it.</summary>
    /// <param name="name">The connection string <c>ConnectionStrings:&lt;name&gt;</c>; prefers a standby.</param>
    /// <returns>Whether one is configured.</returns>
    public static bool AddPostgresReplica(this IHostApplicationBuilder builder, string name)
    {
        if (PostgresConnection.ReadIfGiven(builder, name, "prefer-standby") is not { } replica)
        {
            return false;
        }

        builder.Services.AddKeyedSingleton(name, (services, _) => replica.Build(services));
        return true;
    }
}
