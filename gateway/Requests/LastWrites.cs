using System.Globalization;
using Gateway.RateLimits;
using Platform.Requests;

namespace Gateway.Requests;

/// <summary>
/// Tells services how long ago a client received the response to its last write, so that none shows it anything older,
/// whichever replica wrote and whether or not the client sends the position back.
/// </summary>
internal static class LastWrites
{
    public static void UseLastWrites(this WebApplication app)
    {
        var clients = app.Services.GetRequiredService<ClientUses>();
        app.Use((context, next) =>
        {
            var client = clients.Of(ClientKey.Of(context.Connection.RemoteIpAddress));
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                // Before the client can ask for what it wrote.
                Note(context.Response, client);
            }
            else if (client.SinceWrite is { } age && age < LastWrite.SentFor)
            {
                context.Request.Headers[LastWrite.AgeHeader] =
                    ((long)age.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            }

            return next(context);
        });
    }

    private static void Note(HttpResponse response, ClientUse client) => response.OnStarting(() =>
    {
        if (response.Headers.ContainsKey(LastWrite.Header))
        {
            client.Wrote();
        }

        return Task.CompletedTask;
    });
}
