using System.Net.Sockets;

namespace SreService.Scraping;

/// <summary>What went wrong, in a few words for a person.</summary>
internal static class ReadingFailures
{
    public static ReadingFailure Unreachable(string reason) => new(FailureKind.Unreachable, reason);

    public static ReadingFailure Unreadable(string reason) => new(FailureKind.Unreadable, reason);

    public static ReadingFailure TooSlow(TimeSpan limit) => Unreachable($"no answer within {limit.TotalSeconds:0.#} s");

    /// <param name="error">A failure of a request, or of reading its answer.</param>
    public static ReadingFailure Of(IOException error) => error is HttpIOException http
        ? Of(http.HttpRequestError, http)
        : Unreachable("connection failed");

    /// <param name="error">A failure of a request.</param>
    public static ReadingFailure Of(HttpRequestException error) => Of(error.HttpRequestError, error);

    private static ReadingFailure Of(HttpRequestError kind, Exception error) => kind switch
    {
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded =>
            Unreadable("did not answer in HTTP"),
        HttpRequestError.ResponseEnded => Unreachable("closed the connection"),
        HttpRequestError.NameResolutionError => Unreachable("name not found"),
        _ when error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            Unreachable("connection refused"),
        _ => Unreachable("connection failed"),
    };
}
