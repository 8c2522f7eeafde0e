using SreService.Tests;
using Testing;

[assembly: DatabaseSchema(typeof(SreSchema))]

namespace SreService.Tests;

internal sealed class SreSchema : IDatabaseSchema
{
    /// <summary>A server whose database <c>postgres</c> has the schema, for a test that stops it.</summary>
    public static async Task<PrivatePostgres> StartServerAsync(CancellationToken cancellationToken)
    {
        var server = await PrivatePostgres.StartAsync(cancellationToken);
        await new SreSchema().CreateAsync(server.ConnectionString("postgres"));
        return server;
    }

    public Task CreateAsync(string database) => ServiceSchema.CreateAsync("Sre", typeof(Program).Assembly, database);
}
