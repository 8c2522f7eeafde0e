using System.Net;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Scraping.Announcements;

/// <summary>
/// Who may announce something: a process that has the system's key, and only what belongs to its own address.
/// </summary>
internal static class Admission
{
    /// <returns>Why not; null when it may.</returns>
    private static Problem? Refusal(HttpContext context, TrafficKey key)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return KnownProblems.ForStatus(StatusCodes.Status405MethodNotAllowed);
        }

        return context.Request.Headers[TrafficClass.KeyHeader] is [var offered] && key.IsRight(offered)
            ? null
            : KnownProblems.ForStatus(StatusCodes.Status401Unauthorized);
    }

    /// <summary>Answers 204, or with the problem.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">What it must bring.</param>
    /// <param name="takeAsync">Reads its body and takes it.</param>
    public static async Task AnswerAsync(
        HttpContext context, TrafficKey key, Func<HttpContext, Task<Problem?>> takeAsync)
    {
        var problem = Refusal(context, key) ?? await TakeAsync(context, takeAsync);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        await (problem?.ExecuteAsync(context) ?? Task.CompletedTask);
    }

    private static async Task<Problem?> TakeAsync(HttpContext context, Func<HttpContext, Task<Problem?>> takeAsync)
    {
        try
        {
            return await takeAsync(context);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The body did not arrive as it was announced.
            var status = (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return KnownProblems.ForStatus(status);
        }
    }

    public static Problem Invalid(Dictionary<string, string[]> faults) =>
        new(StatusCodes.Status400BadRequest, "Invalid announcement", "The body cannot be used.") { Details = faults };

    public static Problem TooLarge { get; } = KnownProblems.ForStatus(StatusCodes.Status413PayloadTooLarge);

    public static Problem TooMany { get; } =
        KnownProblems.ServiceUnavailable with { Detail = "More replicas announce themselves than are read." };

    /// <summary>
    /// The sender's own address. A body cannot name another, so that nobody makes this service ask a host of his
    /// choice.
    /// </summary>
    public static IPAddress? Sender(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped
            ? mapped.MapToIPv4()
            : context.Connection.RemoteIpAddress;
}
