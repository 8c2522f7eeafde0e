using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Platform.Configuration;

namespace Platform.Database;

/// <summary>
/// Waits at the start until <see cref="Migrations"/> have made the schema that this version of the service needs. A
/// newer one will do: during a rolling update both versions work with it.
/// </summary>
public sealed partial class RequiredSchema : BackgroundService
{
    internal const string Unavailable = "database unavailable";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly SchemaScripts _scripts;
    private readonly string _missing;
    private readonly TimeProvider _clock;
    private readonly ILogger<RequiredSchema> _logger;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RequiredSchema(
        NpgsqlDataSource source, SchemaScripts scripts, ServiceIdentity identity, TimeProvider clock,
        ILogger<RequiredSchema> logger)
    {
        (_source, _scripts, _clock, _logger) = (source, scripts, clock, logger);
        _missing = $"migration {scripts.Newest} has not run: run {identity.Name} --migrate";
    }

    /// <summary>Completes when the schema is there.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Why the schema cannot be used yet; outdated once it can.</summary>
    internal string Reason { get; private set; } = Unavailable;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await IsThereAsync(stoppingToken))
            {
                _ready.SetResult();
                return;
            }

            await Task.Delay(Pause, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _scripts.CompareAsync(_source, cancellationToken) >= 0)
            {
                return true;
            }

            Wait(_missing, _missing);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            Wait(Unavailable, error.Message);
        }

        return false;
    }

    private void Wait(string reason, string details)
    {
        Reason = reason;
        LogWaiting(details);
    }

    [LoggerMessage(LogLevel.Warning, "Waiting for the schema: {reason}")]
    private partial void LogWaiting(string reason);
}
