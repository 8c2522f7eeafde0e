using System.Net.Sockets;

namespace SreService.Scraping;

/// <summary>Creates scrape failures with short explanations.</summary>
internal static class ScrapeFailures
{
    public static ScrapeFailure Unreachable(string reason) => new(FailureKind.Unreachable, reason);

    public static ScrapeFailure Unreadable(string reason) => new(FailureKind.Unreadable, reason);

    public static ScrapeFailure TooSlow(TimeSpan limit) => Unreachable($"no answer within {limit.TotalSeconds:0.#} s");

    public static ScrapeFailure Of(IOException error) => error is HttpIOException http
        ? Of(http.HttpRequestError, http)
        : Unreachable("connection failed");

    public static ScrapeFailure Of(HttpRequestException error) => Of(error.HttpRequestError, error);

    private static ScrapeFailure Of(HttpRequestError kind, Exception error) => kind switch
    {
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded =>
            Unreadable("response is not HTTP"),
        HttpRequestError.ResponseEnded => Unreachable("closed the connection"),
        HttpRequestError.NameResolutionError => Unreachable("name not found"),
        _ when error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            Unreachable("connection refused"),
        _ => Unreachable("connection failed"),
    };
}
