using Npgsql;
using SreService.Leadership;
using Testing;

namespace SreService.Tests.Leadership;

public sealed class LeaderLockTests(PostgresFixture postgres)
{
    /// <remarks>The server is not to end a session that was left before a test sees it.</remarks>
    private static readonly LeadershipSettings Patient = new() { Silence = TimeSpan.FromMinutes(10) };

    /// <summary>What a successor is promised.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Given up at any moment of the asking: a server that stands still for a while answers afterwards.
    /// </summary>
    [Fact]
    public async Task Cancelled_attempt_leaves_no_lock()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var ours = NpgsqlDataSource.Create(database);
        await using var theirs = NpgsqlDataSource.Create(database);
        var (one, other) = (new LeaderLock(ours, Patient), new LeaderLock(theirs, Patient));

        for (var time = 0; time < 200; time++)
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            soon.CancelAfter(TimeSpan.FromMicroseconds(Random.Shared.Next(3000)));
            try
            {
                await one.HoldAsync(soon.Token);
                await one.ReleaseAsync();
            }
            catch (OperationCanceledException)
            {
                // Given up.
            }

            // Npgsql alone may take two seconds to give a command up; a session that were left would keep it for ever.
            await Eventually.HoldsAsync(() => other.HoldAsync(Cancellation), Patience);
            await other.ReleaseAsync();
        }
    }

    [Fact]
    public async Task Holder_that_stops_asking_loses_the_lock()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var ours = NpgsqlDataSource.Create(database);
        await using var theirs = NpgsqlDataSource.Create(database);
        var (one, other) = (new LeaderLock(ours, Patient), new LeaderLock(theirs, Patient));
        Assert.True(await one.HoldAsync(Cancellation));
        Assert.False(await other.HoldAsync(Cancellation));

        // An answer that is there already is taken.
        await Eventually.HoldsAsync(() => GivesUpAsync(one), Patience);

        await Eventually.HoldsAsync(() => other.HoldAsync(Cancellation), Patience);
        Assert.False(await one.HoldAsync(Cancellation));
    }

    private static async Task<bool> GivesUpAsync(LeaderLock holder)
    {
        try
        {
            await holder.HoldAsync(new CancellationToken(canceled: true));
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
