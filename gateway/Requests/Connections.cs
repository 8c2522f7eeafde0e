using Platform.Configuration;

namespace Gateway.Requests;

/// <summary>What a connection may hold, and for how long, before and between its requests.</summary>
internal static class Connections
{
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The server reads ahead so far. It must hold the longest headers that the server takes.</summary>
    private const int ReadAheadBytes = 128 * 1024;

    public static void AddConnections(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<GatewaySettings>(GatewaySettings.Section);
        builder.Services.AddSingleton<ConnectionLimit>();
        builder.WebHost.UseSockets(sockets => sockets.MaxReadBufferSize = ReadAheadBytes);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Limits.RequestHeadersTimeout = HeadersTimeout;
            server.Limits.KeepAliveTimeout = settings.IdleTimeout;
            server.ConfigureEndpointDefaults(endpoint =>
            {
                var limit = endpoint.ApplicationServices.GetRequiredService<ConnectionLimit>();
                endpoint.Use(next => connection => limit.HoldAsync(connection, next));
                endpoint.UseMalformedRequests();
            });
        });
    }
}
