using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;

namespace Platform.Requests;

/// <summary>Keeps pages of other sites from using someone's browser against this service.</summary>
public static class BrowserRules
{
    public static void UseBrowserRules(this IApplicationBuilder app)
    {
        var settings = app.ApplicationServices.GetRequiredService<ServiceSettings>();
        // Almost all requests are for the same name.
        var lastAllowed = "";
        app.Use((context, next) =>
        {
            var request = context.Request;
            var host = request.Headers.Host.ToString();
            var refusal = (host == lastAllowed ? null : AllowedHosts.Refusal(request, settings))
                ?? CrossSiteRequests.Refusal(request);
            if (refusal is not null)
            {
                return refusal.ExecuteAsync(context);
            }

            lastAllowed = host;
            return next(context);
        });
    }
}
