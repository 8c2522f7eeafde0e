using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Platform.Problems;

/// <summary>Translates an exception into a problem; null when it is not responsible for it.</summary>
public delegate Problem? ExceptionTranslation(Exception exception);

/// <summary>Gives every error a problem body: exceptions, unknown routes, wrong methods, bare statuses.</summary>
internal sealed partial class ProblemResponses(
    IEnumerable<ExceptionTranslation> translations, ILogger<ProblemResponses> logger)
{
    private readonly ExceptionTranslation[] _lastFirst = [.. translations.Reverse()];

    /// <returns>
    /// False for a response that has begun: the server ends its connection, so that it does not seem complete.
    /// </returns>
    public static bool CanAnswer(HttpContext context, Exception error) =>
        !context.Response.HasStarted
        || (IsAborted(context) && error is OperationCanceledException or IOException);

    /// <summary>Answers in place of what the exception left of the response. Logs it if nobody expected it.</summary>
    public Task AnswerAsync(HttpContext context, Exception error)
    {
        if (IsAborted(context))
        {
            return context.Response.HasStarted ? Task.CompletedTask : ClientClosedRequest(context.Response);
        }

        var problem = _lastFirst.Select(translate => translate(error)).FirstOrDefault(known => known is not null);
        if (problem is null)
        {
            LogUnexpected(logger, error);
        }

        context.Response.Clear();
        return (problem ?? KnownProblems.InternalServerError).ExecuteAsync(context);
    }

    /// <summary>Adds the body to an error that has only its status.</summary>
    public static Task CompleteAsync(HttpContext context) =>
        context.Response is
        {
            HasStarted: false, StatusCode: >= 400 and < 600, ContentLength: null, ContentType: null or "",
        }
            ? KnownProblems.ForStatus(context.Response.StatusCode).ExecuteAsync(context)
            : Task.CompletedTask;

    private static bool IsAborted(HttpContext context) => context.RequestAborted.IsCancellationRequested;

    private static Task ClientClosedRequest(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Error, "A request failed with an unexpected exception")]
    private static partial void LogUnexpected(ILogger logger, Exception error);
}
