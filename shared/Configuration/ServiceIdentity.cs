using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Platform.Configuration;

/// <summary>Who this process is: the same four facts in logs, metrics, traces and <c>/internal/info</c>.</summary>
/// <param name="Name">The service, for example <c>users-service</c>.</param>
/// <param name="InstanceId">The replica; unique among all running processes.</param>
/// <param name="Version">The build's informational version.</param>
/// <param name="StartedAt">When the operating system started the process, UTC.</param>
public sealed record ServiceIdentity(string Name, string InstanceId, string Version, DateTimeOffset StartedAt);

/// <summary>Section <c>Service</c>: addresses and the way a process ends.</summary>
public sealed class ServiceSettings
{
    public const string Section = "Service";

    /// <summary><c>*</c> for every interface, <c>localhost</c> for this machine alone.</summary>
    [Required]
    public string BindAddress { get; set; } = "*";

    [Range(1, 65535)]
    public int Port { get; set; } = 8080;

    [Range(1, 65535)]
    public int ManagementPort { get; set; } = 9090;

    /// <summary>The replica's name; when absent, a new one for every start.</summary>
    [RegularExpression("[A-Za-z0-9._-]{1,64}")]
    public string? InstanceId { get; set; }

    /// <summary>How long readiness says 503 before connections are refused, so that load balancers go elsewhere.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan DrainDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long requests in flight may take after that.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:40")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(25);
}

internal static class IdentityModule
{
    public static void AddIdentity(this WebApplicationBuilder builder, string name)
    {
        var settings = builder.AddSettings<ServiceSettings>(ServiceSettings.Section);
        if (settings.Port == settings.ManagementPort)
        {
            builder.ConfigurationErrors().Add("Service:ManagementPort", "must differ from Service:Port.");
        }

        builder.Services.AddSingleton(new ServiceIdentity(
            name, settings.InstanceId ?? $"{name}-{Guid.NewGuid():N}", VersionOf(Assembly.GetEntryAssembly()), StartOfProcess()));

        builder.WebHost.UseUrls(
            $"http://{settings.BindAddress}:{settings.Port}", $"http://{settings.BindAddress}:{settings.ManagementPort}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // The gateway limits what a client may send, and adds headers of its own before it passes that on.
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 1000;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.DrainDelay + settings.ShutdownTimeout);
    }

    private static string VersionOf(Assembly? assembly) =>
        assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static DateTimeOffset StartOfProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }
}
