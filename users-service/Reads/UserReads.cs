using NpgsqlTypes;
using Platform.Requests;
using UsersService.Cache;
using UsersService.Database;
using UsersService.Listing;
using UsersService.ReadReplica;
using UsersService.Users;

namespace UsersService.Reads;

/// <param name="Age">By how much the value may be out of date.</param>
internal readonly record struct Read<T>(T Value, TimeSpan Age = default, bool IsLastResort = false);

// Lists go to the read replica if it is recent enough, else to the primary; single users to the cache and the primary.
// While the primary is unavailable, reads go to the replica at any lag, or to memory.
internal sealed class UserReads(
    UsersDatabase primary, UserStore store, UserList list, UserCounts counts, UserCache users,
    StalePageCache stalePages, ReadYourWrites writes, TimeProvider clock, ReplicaDatabase? replica = null)
{
    /// <param name="written">The position of the client's last write.</param>
    public Task<Read<UserPage>> ListAsync(
        NpgsqlLogSequenceNumber? written, PageRequest request, CancellationToken cancellationToken) => OrElseAsync(
        async () =>
        {
            var page = await NearestAsync(
                new(written, request.From?.Since),
                server => list.ListAsync(server, request, cancellationToken));
            stalePages.Remember(request, page.Value, clock.GetUtcNow() - page.Age);
            return page;
        },
        () => Task.FromResult(stalePages.Page(request)));

    public Task<Read<UserStats>> CountAsync(HttpContext context, CancellationToken cancellationToken) =>
        NearestAsync(new(writes.Of(context), null), server => counts.ReadAsync(server, cancellationToken));

    public ValueTask<Read<User?>> FindAsync(HttpContext context, long id, CancellationToken cancellationToken)
    {
        var maxAge = LastWrite.AgeOf(context.Request);
        var mayRemember = MayRemember(context, maxAge);
        return mayRemember && users.FindFresh(id, maxAge) is { } fresh
            ? new(new Read<User?>(fresh.User))
            : new(FindAsync(id, mayRemember, maxAge, cancellationToken));
    }

    private Task<Read<User?>> FindAsync(
        long id, bool mayRemember, TimeSpan? maxAge, CancellationToken cancellationToken) => OrElseAsync(
        async () => new(mayRemember
            ? await users.FindAsync(id, store.FindAsync, maxAge, cancellationToken)
            : await users.FindNowAsync(id, store.FindAsync, cancellationToken)),
        () => stalePages.UserAsync(id));

    /// <summary>In Valkey, the clocks of other processes decide what is new.</summary>
    private bool MayRemember(HttpContext context, TimeSpan? lastWrite) => writes.AllowsMemory(context)
        && (!users.IsShared || (writes.Of(context) is null && lastWrite is null));

    private async Task<Read<T>> NearestAsync<T>(ReadRequirements needs, Func<IListServer, Task<T>> read)
    {
        if (replica is null)
        {
            return new(await read(primary));
        }

        try
        {
            return await FromReplicaAsync(replica.WithinLag(needs), read);
        }
        catch (Exception error) when (AnotherMayAnswer(error))
        {
            return await OrElseAsync(
                async () => new(await read(primary)),
                async () => await TryAtAnyLagAsync(replica.AtAnyLag(needs), read));
        }
    }

    private static async Task<Read<T>> FromReplicaAsync<T>(ReplicaRead reader, Func<IListServer, Task<T>> read) =>
        new(await read(reader), reader.Behind);

    private async Task<Stale<T>?> TryAtAnyLagAsync<T>(ReplicaRead reader, Func<IListServer, Task<T>> read)
    {
        try
        {
            var (value, age, _) = await FromReplicaAsync(reader, read);
            return new(value, clock.GetUtcNow() - age);
        }
        catch (Exception error) when (AnotherMayAnswer(error))
        {
            return null;
        }
    }

    private async Task<Read<T>> OrElseAsync<T>(Func<Task<Read<T>>> first, Func<Task<Stale<T>?>> lastResort)
    {
        try
        {
            return await first();
        }
        catch (Exception error) when (DatabaseFailure.MeansUnavailable(error))
        {
            if (await lastResort() is not { } remembered)
            {
                throw;
            }

            return new(remembered.Value, clock.GetUtcNow() - remembered.At, IsLastResort: true);
        }
    }

    // A list that was too slow for one server is too slow for the other.
    private static bool AnotherMayAnswer(Exception error) =>
        error is ReplicaBehindException
        || (DatabaseFailure.MeansUnavailable(error) && !DatabaseFailure.IsStatementTimeout(error));
}
