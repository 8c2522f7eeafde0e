using UsersService.Database;
using UsersService.Listing;
using UsersService.Users;

namespace UsersService.Freshness;

/// <param name="Value">What was read.</param>
/// <param name="Age">How old it is when it comes from memory; null when it comes from the database.</param>
internal readonly record struct Read<T>(T Value, TimeSpan? Age);

/// <summary>Reads from the database, and from memory what the database cannot answer.</summary>
internal sealed class UserReads(UserStore store, Memory memory, TimeProvider clock)
{
    public Task<Read<UserPage>> ListAsync(PageRequest request, CancellationToken cancellationToken) => ReadAsync(
        async () =>
        {
            var page = await store.ListAsync(request, cancellationToken);
            memory.Remember(request, page);
            return page;
        },
        () => memory.Page(request));

    public Task<Read<User?>> FindAsync(long id, CancellationToken cancellationToken) => ReadAsync(
        async () =>
        {
            var user = await store.FindAsync(id, cancellationToken);
            memory.Remember(id, user);
            return user;
        },
        () => memory.User(id));

    private async Task<Read<T>> ReadAsync<T>(Func<Task<T>> fromDatabase, Func<Remembered<T>?> fromMemory)
    {
        try
        {
            return new(await fromDatabase(), null);
        }
        catch (Exception error) when (DatabaseFailure.MeansUnavailable(error) && fromMemory() is { } remembered)
        {
            return new(remembered.Value, clock.GetUtcNow() - remembered.At);
        }
    }
}
