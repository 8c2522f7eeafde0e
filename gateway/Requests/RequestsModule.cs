using Gateway.RateLimits;
using Platform.Requests;

namespace Gateway.Requests;

/// <summary>What a request must be like to be passed on, and what is removed from it first.</summary>
internal static class RequestsModule
{
    public static void AddRequestRules(this WebApplicationBuilder builder)
    {
        builder.AddRateLimits();
        builder.AddConnections();
        builder.AddNewTraces();
    }

    /// <summary>
    /// In this order: a refused request needs its true client and traffic class too.
    /// </summary>
    public static void UseRequestRules(this WebApplication app)
    {
        app.UseMalformedRequests();
        app.UseTrustedProxies();
        app.UseTrafficClasses();
        app.UseRateLimits();
        app.UseRequestLimits();
        app.UseBrowserRules();
        app.RemoveUntrustedHeaders();
        app.UseNewTraces();
        app.UseLastWrites();
    }
}
