using Npgsql;
using SreService.Evaluation;
using Testing;

namespace SreService.Tests.Evaluation;

public sealed class EvaluatorLockTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Given up at any moment of the asking: a server that stands still for a while answers afterwards.</summary>
    [Fact]
    public async Task An_attempt_that_was_given_up_leaves_no_lock_behind()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var ours = NpgsqlDataSource.Create(database);
        await using var theirs = NpgsqlDataSource.Create(database);
        var (one, other) = (new EvaluatorLock(ours, new EvaluationSettings()), new EvaluatorLock(theirs, new EvaluationSettings()));

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

            await Eventually.HoldsAsync(() => other.HoldAsync(Cancellation), TimeSpan.FromSeconds(3));
            await other.ReleaseAsync();
        }
    }

    [Fact]
    public async Task One_that_holds_it_and_gives_up_asking_gives_way()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var ours = NpgsqlDataSource.Create(database);
        await using var theirs = NpgsqlDataSource.Create(database);
        var (one, other) = (new EvaluatorLock(ours, new EvaluationSettings()), new EvaluatorLock(theirs, new EvaluationSettings()));
        Assert.True(await one.HoldAsync(Cancellation));
        Assert.False(await other.HoldAsync(Cancellation));

        // An answer that is there already is taken.
        await Eventually.HoldsAsync(() => GivesUpAsync(one), TimeSpan.FromSeconds(3));

        await Eventually.HoldsAsync(() => other.HoldAsync(Cancellation), TimeSpan.FromSeconds(3));
        Assert.False(await one.HoldAsync(Cancellation));
    }

    private static async Task<bool> GivesUpAsync(EvaluatorLock holder)
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
