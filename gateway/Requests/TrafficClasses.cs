using Platform.Requests;

namespace Gateway.Requests;

/// <summary>Accepts a traffic class only with the key, and never passes the key on.</summary>
internal static class TrafficClasses
{
    public static void UseTrafficClasses(this WebApplication app)
    {
        var key = app.Services.GetRequiredService<TrafficKey>();

        app.Use((context, next) =>
        {
            var headers = context.Request.Headers;
            var isAllowed = headers[TrafficClass.KeyHeader] is [{ } offered] && key.Matches(offered);
            if (!isAllowed || context.TrafficClassOf() is null)
            {
                headers.Remove(TrafficClass.Header);
            }

            headers.Remove(TrafficClass.KeyHeader);
            return next(context);
        });
    }
}
