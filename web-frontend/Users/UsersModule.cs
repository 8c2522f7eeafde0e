using System.ComponentModel.DataAnnotations;
using Platform.Addresses;
using Platform.Configuration;
using Platform.Resilience;

namespace WebFrontend.Users;

/// <summary>
/// Section <c>Users</c>. Where users-service is: <c>services:users:http:0</c> and on, else <c>http://users</c>.
/// </summary>
internal sealed class UsersSettings
{
    public const string Section = "Users";

    /// <summary>How long one call may take, attempts on other replicas included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one page serves all clients that have not just written; 0 turns this off.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromMilliseconds(500);
}

internal static class UsersModule
{
    private const string Service = "users";

    public static void AddUsers(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<UsersSettings>(UsersSettings.Section);
        var breakers = builder.ReadBreakerSettings(Service);
        var addresses = Addresses(
            builder.Configuration.GetSection($"services:{Service}:http"), builder.ConfigurationErrors());

        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton(services =>
            ActivatorUtilities.CreateInstance<Replicas>(services, breakers, addresses));
        builder.Services.AddSingleton<IBreakerSource>(services => services.GetRequiredService<Replicas>());
        builder.Services.AddHostedService(services => services.GetRequiredService<Replicas>());
        builder.Services.AddTransient<RequestMarks>();
        builder.Services.AddHttpClient<UsersClient>(http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = 16 * 1024 * 1024;
            })
            .AddHttpMessageHandler<RequestMarks>()
            .UseSocketsHttpHandler((sockets, _) =>
            {
                sockets.ConnectTimeout = TimeSpan.FromSeconds(1);
                sockets.PooledConnectionLifetime = TimeSpan.FromMinutes(1);
                sockets.UseProxy = false;
                sockets.UseCookies = false;
                sockets.AllowAutoRedirect = false;
            });
    }

    private static Uri[] Addresses(IConfigurationSection configured, ConfigurationErrors errors)
    {
        var addresses = new List<Uri>();
        foreach (var one in configured.GetChildren())
        {
            if (ServiceAddress.Parse(one.Value) is { } address)
            {
                addresses.Add(address);
            }
            else
            {
                errors.Add(one.Path, ServiceAddress.Rule);
            }
        }

        return addresses.Count > 0 ? [.. addresses] : [new Uri($"http://{Service}")];
    }
}
