using UsersService.Database;

namespace UsersService.Users;

internal sealed class UserStore(UsersDatabase database)
{
    public static IReadOnlyList<string> All => [FindSql];

    public Task<User?> FindAsync(long id, CancellationToken cancellationToken) =>
        database.ReadOneAsync<User>(FindSql, new { id }, cancellationToken).AsTask();

    private static readonly string FindSql = $"select {User.Columns} from users where id = @id and deleted_at is null";
}
