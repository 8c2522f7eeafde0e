using Gateway.RateLimits;

namespace Gateway.Requests;

/// <summary>What a request must be like to be passed on, and what is taken off it first.</summary>
internal static class RequestsModule
{
    public static void AddRequestRules(this WebApplicationBuilder builder)
    {
        builder.AddTrustedProxies();
        builder.AddRateLimits();
        builder.AddRequestLimits();
        builder.AddUnreadableRequests();
    }

    /// <summary>
    /// In this order: a refused request must have its true client and class too, and names what it sent.
    /// </summary>
    public static void UseRequestRules(this WebApplication app)
    {
        app.UseUnreadableRequests();
        app.UseTrustedProxies();
        app.UseTrafficClasses();
        app.UseRateLimits();
        app.UseRequestLimits();
        app.UseForeignHeaders();
    }
}
