using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Telemetry;

/// <summary>Renders the page of <c>/metrics</c>, also after the server has stopped.</summary>
internal sealed class MetricsText(IServiceProvider services)
{
    public const string ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    public async Task<byte[]> WriteAsync()
    {
        var page = new ApplicationBuilder(services)
            .UseOpenTelemetryPrometheusScrapingEndpoint(_ => true)
            .Build();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };
        context.Request.Headers.Accept = ContentType;
        await page(context);
        return body.ToArray();
    }
}
