using Platform.Database;
using UsersService.Database;
using UsersService.Emails;
using UsersService.History;
using UsersService.Names;

namespace UsersService.Users;

/// <summary>
/// Three users for a database that never had one; replicas that start at once find each other's in the index.
/// A database whose users were all deleted stays empty.
/// </summary>
internal sealed class SampleUsers(UsersDatabase database, Migrations migrations, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly (string Name, Email Email)[] Samples =
    [
        ("John Doe", Emails.Email.Parse("john@example.com")!),
        ("Jane Smith", Emails.Email.Parse("jane@example.com")!),
        ("Bob Johnson", Emails.Email.Parse("bob@example.com")!),
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
        var author = Author.System();
        try
        {
            await database.WriteOneAsync<int>(
                """
                with added as (
                    insert into users (name, email, email_key, name_folded, email_folded)
                    select * from unnest(@names, @emails, @keys, @namesFolded, @emailsFolded)
                    where not exists (select from users)
                    on conflict (email_key) where deleted_at is null do nothing
                    returning id, created_at, user_state(users) as state
                )
                insert into user_history (user_id, at, actor, action, request_id, after)
                select id, created_at, @actor, 'created', @requestId, state from added
                """,
                new
                {
                    author.Actor,
                    author.RequestId,
                    names = Samples.Select(sample => sample.Name).ToArray(),
                    emails = Samples.Select(sample => sample.Email.Address).ToArray(),
                    keys = Samples.Select(sample => sample.Email.Key).ToArray(),
                    namesFolded = Samples.Select(sample => Folding.Fold(sample.Name)).ToArray(),
                    emailsFolded = Samples.Select(sample => Folding.Fold(sample.Email.Address)).ToArray(),
                },
                cancellationToken);
            return true;
        }
        catch (Exception away) when (DatabaseFailure.MeansUnavailable(away))
        {
            return false;
        }
    }
}
