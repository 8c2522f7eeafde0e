namespace Gateway.Outcomes;

/// <summary>A response that stays open: its duration says nothing about speed, and it must not be held back.</summary>
internal static class EventStream
{
    public static bool Is(HttpResponse response) =>
        response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) is true;
}
