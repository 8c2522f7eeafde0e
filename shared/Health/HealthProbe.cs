using Microsoft.Extensions.Configuration;
using Platform.Configuration;

namespace Platform.Health;

/// <summary>
/// The container's health check: the service's own program sends the request, because the image has no shell and no
/// HTTP client. It ends before a host is built, in a fraction of a second.
/// </summary>
public static class HealthProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>With the argument <c>--healthcheck</c>, probes the running service and sets the exit code.</summary>
    /// <returns>Whether this process was started for the probe only.</returns>
    public static async Task<bool> HandleAsync(string[] arguments)
    {
        if (arguments is not ["--healthcheck"])
        {
            return false;
        }

        Environment.ExitCode = await IsAliveAsync() ? 0 : 1;
        return true;
    }

    private static async Task<bool> IsAliveAsync()
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var settings = Settings.Read(
            environment.GetSection(ServiceSettings.Section), new ConfigurationErrors(), new ServiceSettings());
        using var client = new HttpClient { Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{settings.Port}/health/live"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
