using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Configuration;

namespace Platform.Database;

/// <summary>
/// <c>--migrate</c>: the service's program runs the migrations of its database and ends. The service itself never does,
/// so that it needs no right to change its schema.
/// </summary>
public static partial class MigrateCommand
{
    private const string Argument = "--migrate";

    /// <summary>
    /// With that argument alone, runs the migrations; the exit code is 0 when the schema is up to date, else 1, with
    /// the reason in the log.
    /// </summary>
    /// <returns>Whether this process was started for that only.</returns>
    public static async Task<bool> MigrateAsync(this WebApplication app, string[] arguments)
    {
        if (arguments is not [Argument])
        {
            return false;
        }

        await using var ends = app;
        try
        {
            app.Services.GetRequiredService<ConfigurationErrors>().ThrowIfAny();
            await app.Services.GetRequiredService<Migrations>().RunAsync(CancellationToken.None);
        }
        catch (Exception error)
        {
            LogFailed(app.Logger, error, error.Message);
            Environment.ExitCode = 1;
        }

        return true;
    }

    [LoggerMessage(LogLevel.Error, "Migrations failed: {reason}")]
    private static partial void LogFailed(ILogger logger, Exception error, string reason);
}
