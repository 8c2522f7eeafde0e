using SreService.Tests;
using Testing;

[assembly: DatabaseSchema(typeof(SreSchema))]

namespace SreService.Tests;

internal sealed class SreSchema : IDatabaseSchema
{
    public Task CreateAsync(string database) => ServiceSchema.CreateAsync("Sre", typeof(Program).Assembly, database);
}
