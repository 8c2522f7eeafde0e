using Dapper;
using Npgsql;
using Platform.Database;
using UsersService.Api;
using UsersService.Database;
using UsersService.Users;

namespace UsersService.Changes;

// A database whose users were all deleted stays empty. Of replicas that start at the same time, one adds the samples;
// the others wait for its lock and find them.
internal sealed class SampleUsers(
    UsersDatabase database, Migrations migrations, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly UserInput[] Samples =
    [
        Sample("John Doe", "john@example.com"), Sample("Jane Smith", "jane@example.com"),
        Sample("Bob Johnson", "bob@example.com"),
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.Done.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested && !await TryAddAsync(stoppingToken))
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryAddAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.TransactionAsync(AddAsync, cancellationToken);
        }
        catch (Exception away) when (DatabaseFailure.MeansUnavailable(away))
        {
            return false;
        }
    }

    private static async Task<bool> AddAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtextextended('users-service sample users', 0))",
            cancellationToken: cancellationToken));
        if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from users)", cancellationToken: cancellationToken)))
        {
            return true;
        }

        var author = Author.System();
        foreach (var sample in Samples)
        {
            var (sql, parameters) = UserStatements.Add(sample, author);
            await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));
        }

        return true;
    }

    private static UserInput Sample(string name, string email) => new(new Dictionary<UserField, ParsedValue>
    {
        [UserField.PersonName] = UserField.PersonName.Parse(name),
        [UserField.Email] = UserField.Email.Parse(email),
    });
}
