using UsersService.Database;

namespace UsersService.Users;

/// <summary>One user at a time.</summary>
internal sealed class UserStore(UsersDatabase database)
{
    /// <summary>All of its statements, for the test of their plans.</summary>
    public static IReadOnlyList<string> All => [FindSql];

    /// <returns>The user, or null when there is none.</returns>
    public Task<User?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadOneAsync<User>(FindSql, new { id }, cancellationToken).AsTask();

    private const string FindSql = $"select {User.Columns} from users where id = @id and deleted_at is null";
}
