using Microsoft.Extensions.Configuration;
using Platform.Configuration;

namespace Platform.Health;

/// <summary>
/// The container's health check: the service's own program asks its running self, because the image has no shell and no
/// other client. Ends before a host is built, in a fraction of a second.
/// </summary>
public static class HealthProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>With the one argument <c>--healthcheck</c> asks the service that runs already, and sets the exit code.</summary>
    /// <returns>Whether that was all this process was started for.</returns>
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
        var settings = Settings.Read(environment.GetSection(ServiceSettings.Section), new ConfigurationErrors(), new ServiceSettings());
        using var client = new HttpClient { Timeout = Patience };
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
