using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Problems;
using Platform.Requests;

namespace Platform.Management;

/// <summary>
/// A POST to the management port by a process or an operator that has the key for it; any other request is refused.
/// </summary>
public static class AuthorizedPost
{
    private const int UsualBodyLength = 4096;

    public static Problem TooLarge { get; } = KnownProblems.ForStatus(StatusCodes.Status413PayloadTooLarge);

    /// <param name="handle">Reads the body and acts on it; null answers 204.</param>
    public static async Task AnswerAsync(
        HttpContext context, SharedKey key, Func<HttpContext, Task<IResult?>> handle)
    {
        var answer = await RefusalAsync(context, key) ?? await HandleAsync(context, handle) ?? TypedResults.NoContent();
        await answer.ExecuteAsync(context);
    }

    /// <summary>The same for a JSON object with a few members.</summary>
    /// <param name="read">Reads the members; its result does not count when one of them is wrong.</param>
    /// <param name="handle">Acts on what was read; null answers 204.</param>
    /// <param name="maxBodyLength">In bytes; a longer body is answered with 413.</param>
    public static Task AnswerAsync<T>(
        HttpContext context, SharedKey key, Func<JsonMembers, T> read,
        Func<T, CancellationToken, Task<IResult?>> handle, int maxBodyLength = UsualBodyLength)
        where T : class => AnswerAsync(context, key, async _ =>
        {
            if (await ReadBodyAsync(context, maxBodyLength) is not { } json)
            {
                return TooLarge;
            }

            var (body, errors) = JsonMembers.Read(json, read);
            return body is null ? errors.ToProblem(Invalid) : await handle(body, context.RequestAborted);
        });

    /// <returns>Null when the body is longer.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context, int maxLength)
    {
        var body = new byte[maxLength + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(
            body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length > maxLength ? null : body[..length];
    }

    public static Problem Invalid(IReadOnlyDictionary<string, string[]> details) =>
        new(StatusCodes.Status400BadRequest, "Invalid body", "The body is not valid.") { Details = details };

    /// <summary>
    /// The sender's own address. A body cannot name another one, so a sender cannot make this service call a host of
    /// its choice.
    /// </summary>
    public static IPAddress? Sender(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped
            ? mapped.MapToIPv4()
            : context.Connection.RemoteIpAddress;

    /// <returns>Null when the request is allowed.</returns>
    private static async Task<Problem?> RefusalAsync(HttpContext context, SharedKey key)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return KnownProblems.ForStatus(StatusCodes.Status405MethodNotAllowed);
        }

        var wrong = context.RequestServices.GetRequiredService<WrongKeys>();
        if (wrong.IsTooMany(context))
        {
            return KnownProblems.ForStatus(StatusCodes.Status429TooManyRequests);
        }

        if (key.IsIn(context.Request))
        {
            return null;
        }

        await wrong.NoteAndWaitAsync(context, key);
        return KnownProblems.ForStatus(StatusCodes.Status401Unauthorized);
    }

    private static async Task<IResult?> HandleAsync(HttpContext context, Func<HttpContext, Task<IResult?>> handle)
    {
        try
        {
            return await handle(context);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // The body did not arrive as announced.
            var status = (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return KnownProblems.ForStatus(status);
        }
    }
}
