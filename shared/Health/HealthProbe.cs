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

    public static bool IsAskedFor(string[] arguments) => arguments is ["--healthcheck"];

    /// <returns>The exit code: 0 when <c>/health/live</c> answers 200 within two seconds, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var settings = Settings.Read<ServiceSettings>(environment.GetSection(ServiceSettings.Section), new ConfigurationErrors());
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{settings.Port}/health/live"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }
}
