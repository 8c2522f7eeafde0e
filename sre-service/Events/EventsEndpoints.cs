using System.Globalization;
using System.Text.Json;
using Platform.Problems;

namespace SreService.Events;

internal static class EventsEndpoints
{
    private const int MostListeners = 500;
    private const string Stream = "text/event-stream";

    /// <summary>Shorter than the idle timeouts of proxies on the way.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/events", ListenAsync)
            .WithName("GetEvents")
            .WithSummary("Stream evaluation rounds as server-sent events")
            .WithDescription(
                "The first event has type `state` and holds all alerts. Every evaluation round adds an event of type "
                + "`round` with the alerts that changed. Event ids are the same on all replicas: a client that "
                + "reconnects with `Last-Event-ID` gets the events that it missed, up to 60 rounds, and otherwise the "
                + "state. A comment line `: alive` is sent every 10 s. A client that falls 16 rounds behind is "
                + "disconnected.")
            .Produces<RoundEvent>(StatusCodes.Status200OK, Stream)
            .ProducesProblems(503);

    private static async Task ListenAsync(
        HttpContext context, EventFeed feed, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        if (feed.Listeners >= MostListeners)
        {
            await KnownProblems.ServiceUnavailable.ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = Stream;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        using var listener = feed.Listen(LastId(context.Request));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping, listener.TooSlow);
        try
        {
            await WriteAllAsync(context.Response, listener, clock, end.Token);
        }
        catch (OperationCanceledException) when (listener.TooSlow.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, or this process stops.
        }
    }

    private static async Task WriteAllAsync(
        HttpResponse response, Listener listener, TimeProvider clock, CancellationToken cancellationToken)
    {
        await SendAsync(response, "retry: 2000\n\n", cancellationToken);
        var more = listener.Events.WaitToReadAsync(cancellationToken).AsTask();
        while (true)
        {
            if (await Task.WhenAny(more, Task.Delay(Heartbeat, clock, cancellationToken)) != more)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await SendAsync(response, ": alive\n\n", cancellationToken);
                continue;
            }

            await more;
            while (listener.Events.TryRead(out var next))
            {
                await SendAsync(response, Text(next), cancellationToken);
            }

            more = listener.Events.WaitToReadAsync(cancellationToken).AsTask();
        }
    }

    private static async Task SendAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.WriteAsync(text, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    private static string Text(FeedEvent one) => Invariant(
        $"""
        id: {one.Id}
        event: {one.Type}
        data: {JsonSerializer.Serialize(one.Round, EventsJson.Default.RoundEvent)}


        """);

    private static long? LastId(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;
}
