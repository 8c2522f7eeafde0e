using UsersService.Cache;
using UsersService.Database;
using UsersService.Listing;
using UsersService.ReadReplica;
using UsersService.Users;

namespace UsersService.Reads;

/// <param name="Value">What was read.</param>
/// <param name="Age">How much of what is in the database it may lack.</param>
/// <param name="IsLastResort">Whether the database could not be asked.</param>
internal readonly record struct Read<T>(T Value, TimeSpan Age = default, bool IsLastResort = false);

/// <summary>
/// Where each read goes: lists to the replica, while it has what the reader needs, else to the primary; users to the
/// cache and the primary; and while the primary is away, to whatever the replica has, or to memory.
/// </summary>
internal sealed class UserReads(
    UsersDatabase primary, UserStore store, UserList list, UserCounts census, UserCache users, StalePageCache memory,
    ReadYourWrites writes, TimeProvider clock, ReplicaDatabase? replica = null)
{
    public Task<Read<UserPage>> ListAsync(
        HttpContext context, PageRequest request, CancellationToken cancellationToken) => OrElseAsync(
        async () =>
        {
            var page = await NearestAsync(
                new(writes.Of(context), request.From?.Since),
                server => list.ListAsync(server, request, cancellationToken));
            memory.Remember(request, page.Value, clock.GetUtcNow() - page.Age);
            return page;
        },
        () => memory.PageAsync(request));

    public Task<Read<UserStats>> CountAsync(HttpContext context, CancellationToken cancellationToken) =>
        NearestAsync(new(writes.Of(context), null), server => census.TakeAsync(server, cancellationToken));

    public Task<Read<User?>> FindAsync(
        HttpContext context, long id, CancellationToken cancellationToken) => OrElseAsync(
        async () => new(writes.Of(context) is null
            ? await users.FindAsync(id, store.FindAsync, cancellationToken)
            : await users.FindNowAsync(id, store.FindAsync, cancellationToken)),
        () => memory.UserAsync(id));

    private async Task<Read<T>> NearestAsync<T>(ReadRequirements needs, Func<IListServer, Task<T>> read)
    {
        if (replica is null)
        {
            return new(await read(primary));
        }

        try
        {
            return await FromReplicaAsync(replica.Following(needs), read);
        }
        catch (Exception error) when (AnotherMayAnswer(error))
        {
            return await OrElseAsync(
                async () => new(await read(primary)),
                async () => await TryAloneAsync(replica.Alone(needs), read));
        }
    }

    private static async Task<Read<T>> FromReplicaAsync<T>(ReplicaRead reader, Func<IListServer, Task<T>> read) =>
        new(await read(reader), reader.Behind);

    private async Task<Stale<T>?> TryAloneAsync<T>(ReplicaRead reader, Func<IListServer, Task<T>> read)
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

    /// <remarks>A list that was too slow for one server is too slow for the other.</remarks>
    private static bool AnotherMayAnswer(Exception error) =>
        error is ReplicaBehindException
        || (DatabaseFailure.MeansUnavailable(error) && !DatabaseFailure.IsStatementTimeout(error));
}
