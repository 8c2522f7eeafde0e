using Platform.Configuration;
using Platform.Resilience;
using SreService.Queries;

namespace SreService.Notifications;

internal static class NotificationsModule
{
    public static void AddNotifications(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<NotificationSettings>(NotificationSettings.Section);
        foreach (var (key, problem) in settings.Problems())
        {
            builder.ConfigurationErrors().Add(key, problem);
        }

        builder.AddJson(NotificationsJson.Default);
        builder.Services.AddSingleton<NotificationBoard>();
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
            builder.AddBreaker(receiver.BreakerName, ReceiverFailure.ReasonOf, ForFewCalls());
            builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<Receiver>(
                services, receiver, services.GetRequiredKeyedService<Breaker>(receiver.BreakerName)));
        }

        builder.Services.AddHostedService<OutboxSender>();
    }

    /// <summary>There are seconds between two messages, where others have hundreds of calls.</summary>
    private static BreakerSettings ForFewCalls() => new()
    {
        MinimumThroughput = 3,
        SamplingDuration = TimeSpan.FromMinutes(2),
        BreakDuration = TimeSpan.FromSeconds(15),
    };
}
