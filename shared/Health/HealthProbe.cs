using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Platform.Configuration;
using Platform.Requests;

namespace Platform.Health;

/// <summary>
/// The container's health check: the service's own program sends the request, because the image has no shell and no
/// HTTP client. It ends before a host is built, in a fraction of a second.
/// </summary>
public static class HealthProbe
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// With the argument <c>--healthcheck</c>, probes the running service and sets the exit code. With
    /// <c>--operate COMMAND JSON</c>, gives it an operator's command, with the key that its environment has.
    /// </summary>
    /// <returns>Whether this process was started for that only.</returns>
    public static async Task<bool> HandleAsync(string[] arguments)
    {
        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var settings = Settings.Read(
            environment.GetSection(ServiceSettings.Section), new ConfigurationErrors(), new ServiceSettings());
        HttpRequestMessage? request = arguments switch
        {
            ["--healthcheck"] => new(HttpMethod.Get, $"http://127.0.0.1:{settings.Port}/health/live"),
            ["--operate", var command, var body] =>
                new(HttpMethod.Post, $"http://127.0.0.1:{settings.ManagementPort}/internal/{command}")
                {
                    Content = new StringContent(body, new MediaTypeHeaderValue("application/json")),
                    Headers = { { OperatorKey.HeaderName, environment[OperatorKey.Setting] } },
                },
            _ => null,
        };
        if (request is null)
        {
            return false;
        }

        Environment.ExitCode = await SucceedsAsync(request) ? 0 : 1;
        return true;
    }

    private static async Task<bool> SucceedsAsync(HttpRequestMessage request)
    {
        using var sent = request;
        using var client = new HttpClient { Timeout = Timeout };
        try
        {
            using var response = await client.SendAsync(request);
            await Console.Out.WriteAsync(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
