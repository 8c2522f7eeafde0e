using Platform.Configuration;
using Platform.Resilience;
using SreService.Queries;

namespace SreService.Notifications;

internal static class NotificationsModule
{
    public static void AddNotifications(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<NotificationSettings>(NotificationSettings.Section);
        builder.AddJson(NotificationsJson.Default);
        builder.Services.AddSingleton<ReceiverConnections>();
        builder.Services
            .AddHttpClient(Receiver.Client, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(services => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                ConnectCallback = services.GetRequiredService<ReceiverConnections>().ConnectAsync,
            });
        foreach (var receiver in settings.Receivers.DistinctBy(receiver => receiver.Name))
        {
            builder.AddBreaker(receiver.BreakerName, DeliveryFailure.ReasonOf, ForFewCalls());
            builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<Receiver>(
                services, receiver, services.GetRequiredKeyedService<Breaker>(receiver.BreakerName)));
        }

        builder.Services.AddHostedService<OutboxSender>();
    }

    /// <summary>A receiver gets a message every few seconds at most, other dependencies hundreds of calls.</summary>
    private static BreakerSettings ForFewCalls() => new()
    {
        MinimumThroughput = 3,
        SamplingDuration = TimeSpan.FromMinutes(2),
        BreakDuration = TimeSpan.FromSeconds(15),
    };
}
