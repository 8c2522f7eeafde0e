using SreService.Queries;

namespace SreService.Events;

internal static class EventsModule
{
    public static void AddEvents(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EventFeed>();
        builder.AddJson(EventsJson.Default);
    }
}
