using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Requests;

/// <summary>
/// Every request has an id that all services pass on and that is in every log line and error: its
/// <see cref="HttpContext.TraceIdentifier"/>.
/// </summary>
public static partial class RequestId
{
    public const string Header = "X-Request-Id";

    public static string New() => Guid.CreateVersion7().ToString("N");

    internal static void UseRequestId(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var offered = context.Request.Headers[Header];
        var id = offered.Count == 1 && Acceptable().IsMatch(offered[0]!) ? offered[0]! : New();

        context.TraceIdentifier = id;
        context.Request.Headers[Header] = id;
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        return next(context);
    });

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Acceptable();
}
