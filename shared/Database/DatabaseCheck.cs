using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Platform.Timing;

namespace Platform.Database;

/// <summary>Ready when the schema is up to date and the database answers within a second.</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource source, Migrations migrations, TimeProvider clock) : IHealthCheck
{
    private const string Unavailable = "database unavailable";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (!migrations.Done.IsCompletedSuccessfully)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, Unavailable);
        }

        using var deadline = new Deadline(Limit, clock, cancellationToken);
        try
        {
            await Detached.RunAsync(PingAsync, deadline.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, Unavailable);
        }
    }

    private async Task<object?> PingAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select 1");
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
