using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Management;

/// <summary>A path that the management port answers besides <c>/metrics</c>, whatever the method.</summary>
internal sealed record ManagementEndpoint(PathString Path, RequestDelegate Handle);

public static class ManagementEndpoints
{
    /// <summary>Adds a path of the management port that a registered service answers.</summary>
    public static void AddManagementEndpoint<T>(
        this IHostApplicationBuilder builder, string path, Func<T, RequestDelegate> handler)
        where T : notnull =>
        builder.Services.AddSingleton(new ManagementEndpoint(
            path, context => handler(context.RequestServices.GetRequiredService<T>())(context)));
}
