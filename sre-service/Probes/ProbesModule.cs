using Platform.Configuration;

namespace SreService.Probes;

internal static class ProbesModule
{
    private const long LargestAnswer = 1024 * 1024;

    public static void AddProbes(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ProbeSettings>(ProbeSettings.Section);
        foreach (var (name, problem) in settings.Problems())
        {
            builder.ConfigurationErrors().Add(name, problem);
        }

        builder.Services
            .AddHttpClient(Prober.Client, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = LargestAnswer;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            });
        if (settings.Target is not null)
        {
            builder.Services.AddHostedService<Prober>();
        }
    }
}
