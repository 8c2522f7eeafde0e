using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Configuration;

internal static class IdentityModule
{
    public static void AddIdentity(this WebApplicationBuilder builder, string name)
    {
        var settings = builder.AddSettings<ServiceSettings>(ServiceSettings.Section);
        if (settings.Port == settings.ManagementPort)
        {
            builder.ConfigurationErrors().Add("Service:ManagementPort", "must differ from Service:Port.");
        }

        var version = VersionOf(Assembly.GetEntryAssembly());
        builder.Services.AddSingleton(new ServiceIdentity(
            name, settings.InstanceId ?? $"{name}-{Guid.NewGuid():N}", version, StartOfProcess()));

        builder.WebHost.UseUrls(
            $"http://{settings.BindAddress}:{settings.Port}",
            $"http://{settings.BindAddress}:{settings.ManagementPort}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The gateway enforces the limits for clients and adds headers of its own before it passes a request on.
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 1000;
        });
        builder.Services.Configure<HostOptions>(
            host => host.ShutdownTimeout = settings.DrainDelay + settings.ShutdownTimeout);
    }

    private static string VersionOf(Assembly? assembly) =>
        assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static DateTimeOffset StartOfProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }
}
