using System.ComponentModel.DataAnnotations;
using Platform.Configuration;
using Platform.Resilience;

namespace WebFrontend.Users;

/// <summary>
/// Section <c>Users</c>. Where users-service is: <c>services:users:http:0</c> and on, else the DNS name <c>users</c>.
/// </summary>
internal sealed class UsersSettings
{
    public const string Section = "Users";

    /// <summary>How long one call may take, attempts on other replicas included.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);
}

internal static class UsersModule
{
    public static void AddUsers(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<UsersSettings>(UsersSettings.Section);
        builder.AddBreaker(UsersClient.BreakerName, UsersClient.FailureReason);

        builder.Services.AddHttpContextAccessor();
        builder.Services.AddServiceDiscovery();
        builder.Services.AddTransient<RequestMarks>().AddTransient<NextReplica>();
        builder.Services.AddHttpClient<UsersClient>(http =>
            {
                http.BaseAddress = new Uri("http://users");
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.MaxResponseContentBufferSize = 16 * 1024 * 1024;
            })
            .AddHttpMessageHandler<RequestMarks>()
            .AddHttpMessageHandler<NextReplica>()
            .AddServiceDiscovery()
            .UseSocketsHttpHandler((sockets, _) =>
            {
                sockets.ConnectTimeout = TimeSpan.FromSeconds(1);
                sockets.PooledConnectionLifetime = TimeSpan.FromMinutes(1);
                sockets.UseProxy = false;
                sockets.UseCookies = false;
                sockets.AllowAutoRedirect = false;
            });
    }
}
