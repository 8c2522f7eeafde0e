using Platform.Configuration;
using SreService.Queries;

namespace SreService.Probes;

internal static class ProbesModule
{
    private const long LargestAnswer = 1024 * 1024;

    public static void AddProbes(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<ProbeSettings>(ProbeSettings.Section);
        builder.AddJson(ProbesJson.Default);
        builder.Services
            .AddHttpClient(Prober.Client, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = LargestAnswer;
            })
            .ConfigurePrimaryHttpMessageHandler(services => new SocketsHttpHandler
            {
                SslOptions = new()
                {
                    RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                        services.GetRequiredService<CertificateWatch>().Saw(certificate, errors),
                },
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            });
        builder.Services.AddSingleton<CertificateWatch>();
        if (settings.Target is not null)
        {
            builder.Services.AddHostedService<Prober>();
        }
    }
}
