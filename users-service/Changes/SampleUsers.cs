using Dapper;
using Npgsql;
using Platform.Database;
using UsersService.Api;
using UsersService.Users;

namespace UsersService.Changes;

// Added before the service is ready, so that the first request finds them. A database whose users were all deleted
// stays empty.
internal sealed class SampleUsers : IDataMigration
{
    private static readonly UserInput[] Samples =
    [
        Sample("John Doe", "john@example.com"), Sample("Jane Smith", "jane@example.com"),
        Sample("Bob Johnson", "bob@example.com"),
    ];

    public async Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from users)", cancellationToken: cancellationToken)))
        {
            return;
        }

        var author = Author.System();
        await UserCreation.ExecuteAsync(
            connection, [.. Samples.Select(sample => new NewUser(sample, author))], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static UserInput Sample(string name, string email) => new(new Dictionary<UserField, ParsedValue>
    {
        [UserField.PersonName] = UserField.PersonName.Parse(name),
        [UserField.Email] = UserField.Email.Parse(email),
    });
}
