using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Platform;
using Platform.Database;

namespace Testing;

/// <summary>The migrations of a service, without the service.</summary>
internal static class ServiceSchema
{
    /// <param name="name">Of the connection string, for example <c>Users</c>.</param>
    /// <param name="scripts">The assembly that has the SQL files.</param>
    /// <param name="database">An administrator's connection string to an empty database.</param>
    public static async Task CreateAsync(string name, Assembly scripts, string database)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{name}"] = TestRoles.Service(database),
            [$"ConnectionStrings:{name}Migrations"] = TestRoles.Owner(database),
            ["Serilog:MinimumLevel:Default"] = "Fatal",
        });
        builder.AddServiceDefaults("test-schema");
        builder.AddPostgres(name, scripts);
        await using var app = builder.Build();

        await app.Services.GetRequiredService<Migrations>().RunAsync(CancellationToken.None);
    }
}
