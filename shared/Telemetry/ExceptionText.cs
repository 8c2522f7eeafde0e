using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Platform.Telemetry;

/// <summary>What a log line says of an exception.</summary>
internal static class ExceptionText
{
    private const int MaxLength = 16 * 1024;

    /// <returns>Without a stack if a client caused it: it shows nothing and has 12 KB.</returns>
    public static string Of(Exception error) => CausedByClient(error) is { } cause
        ? $"{cause.GetType()}: {Cut(cause.Message, 256)}"
        : Cut(error.ToString(), MaxLength);

    private static Exception? CausedByClient(Exception? error) => error switch
    {
        null => null,
        BadHttpRequestException or ConnectionResetException or ConnectionAbortedException => error,
        AggregateException several =>
            several.InnerExceptions.Select(CausedByClient).OfType<Exception>().FirstOrDefault(),
        _ => CausedByClient(error.InnerException),
    };

    private static string Cut(string text, int length) => text.Length <= length ? text : $"{text[..length]}…";
}
