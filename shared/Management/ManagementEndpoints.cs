using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Management;

/// <summary>What answers at the management port.</summary>
public static class ManagementEndpoints
{
    /// <summary>Lets a service of the container answer at a path.</summary>
    public static void AddManagementEndpoint<T>(
        this IHostApplicationBuilder builder, string path, Func<T, RequestDelegate> handler)
        where T : notnull =>
        builder.Services.AddSingleton(new ManagementEndpoint(
            path, context => handler(context.RequestServices.GetRequiredService<T>())(context)));
}
