using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Platform.Problems;
using Platform.Requests;

namespace Platform.Management;

/// <summary>
/// Who may say something at the management port: a process or an operator that has the system's key.
/// </summary>
public static class Admission
{
    private const int LongestText = 4096;

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

    /// <summary>Answers with what it is told to, 204 when that is nothing.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">What it must bring.</param>
    /// <param name="takeAsync">Reads its body and takes it.</param>
    public static async Task AnswerAsync(
        HttpContext context, TrafficKey key, Func<HttpContext, Task<IResult?>> takeAsync)
    {
        var answer = Refusal(context, key) ?? await TakeAsync(context, takeAsync) ?? TypedResults.NoContent();
        await answer.ExecuteAsync(context);
    }

    /// <summary>The same for a JSON object of a few members.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">What it must bring.</param>
    /// <param name="read">Reads the members; after a fault its result does not count.</param>
    /// <param name="takeAsync">Takes what was read.</param>
    public static Task AnswerAsync<T>(
        HttpContext context, TrafficKey key, Func<JsonMembers, T> read, Func<T, CancellationToken, Task<IResult?>> takeAsync)
        where T : class => AnswerAsync(context, key, async _ =>
        {
            if (await ReadTextAsync(context) is not { } text)
            {
                return TooLarge;
            }

            var (said, errors) = JsonMembers.Read(text, read);
            return said is null ? errors.ToProblem(Invalid) : await takeAsync(said, context.RequestAborted);
        });

    /// <returns>Null when it is longer than anything that is said here.</returns>
    public static async Task<string?> ReadTextAsync(HttpContext context)
    {
        var body = new byte[LongestText + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(
            body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length > LongestText ? null : Encoding.UTF8.GetString(body, 0, length);
    }

    private static async Task<IResult?> TakeAsync(HttpContext context, Func<HttpContext, Task<IResult?>> takeAsync)
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

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> details) =>
        new(StatusCodes.Status400BadRequest, "Invalid body", "The body cannot be used.") { Details = details };

    public static Problem TooLarge { get; } = KnownProblems.ForStatus(StatusCodes.Status413PayloadTooLarge);

    /// <summary>
    /// The sender's own address. A body cannot name another, so that nobody makes this service ask a host of his
    /// choice.
    /// </summary>
    public static IPAddress? Sender(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped
            ? mapped.MapToIPv4()
            : context.Connection.RemoteIpAddress;
}
