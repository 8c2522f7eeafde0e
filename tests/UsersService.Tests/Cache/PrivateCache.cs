using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using UsersService.Cache;
using UsersService.Users;

namespace UsersService.Tests.Cache;

/// <summary>The user cache without the service around it.</summary>
internal sealed class PrivateCache : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public PrivateCache(TimeProvider clock) => Users = new UserCache(
        new CacheSettings(), new CacheMetrics(_services.GetRequiredService<IMeterFactory>()), clock);

    public UserCache Users { get; }

    public static User Someone(long id, int version = 1) => new()
    {
        Id = id,
        Name = "Ada",
        Email = $"user{id}@example.com",
        CreatedAt = DateTime.UnixEpoch,
        UpdatedAt = DateTime.UnixEpoch,
        Version = version,
    };

    public void Dispose() => _services.Dispose();
}
