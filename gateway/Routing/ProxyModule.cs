namespace Gateway.Routing;

/// <summary>Routes and cluster policies stand in <c>appsettings.json</c>; destinations come from outside.</summary>
internal static class ProxyModule
{
    public static void AddProxy(this WebApplicationBuilder builder) =>
        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
}
