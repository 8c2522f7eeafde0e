using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Platform.Timing;

namespace Platform.Database;

/// <summary>Ready when the required schema is there and the database answers within a second.</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource source, RequiredSchema schema, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (!schema.Ready.IsCompletedSuccessfully)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, schema.Reason);
        }

        using var deadline = new Deadline(Limit, clock, cancellationToken);
        try
        {
            await Detached.RunAsync(PingAsync, deadline.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, RequiredSchema.Unavailable);
        }
    }

    private async Task<object?> PingAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select 1");
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
