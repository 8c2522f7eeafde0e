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
        app.Use((context, next) =>
        {
            var request = context.Request;
            var refusal = AllowedHosts.Refusal(request, settings) ?? CrossSiteRequests.Refusal(request);
            return refusal is null ? next(context) : refusal.ExecuteAsync(context);
        });
    }
}
