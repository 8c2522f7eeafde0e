using Platform.Management;
using Platform.Requests;

namespace Gateway.Requests;

/// <summary>Accepts a traffic class only with the key, and never passes the key on.</summary>
internal static class TrafficClasses
{
    public static void UseTrafficClasses(this WebApplication app)
    {
        var key = app.Services.GetRequiredService<TrafficKey>();
        var wrong = app.Services.GetRequiredService<WrongKeys>();

        app.Use((context, next) =>
        {
            var headers = context.Request.Headers;
            var isAllowed = key.IsIn(context.Request);
            if (!isAllowed && headers.ContainsKey(key.Header))
            {
                wrong.Note(context, key);
            }

            if (!isAllowed || context.TrafficClassOf() is null)
            {
                headers.Remove(TrafficClass.Header);
            }

            headers.Remove(TrafficClass.KeyHeader);
            return next(context);
        });
    }
}
