using Testing;
using UsersService.Tests;

[assembly: DatabaseSchema(typeof(UsersSchema))]

namespace UsersService.Tests;

internal sealed class UsersSchema : IDatabaseSchema
{
    public Task CreateAsync(string database) => ServiceSchema.CreateAsync("Users", typeof(Program).Assembly, database);
}
