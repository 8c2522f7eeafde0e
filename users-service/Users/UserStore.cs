using Npgsql;
using UsersService.Database;

namespace UsersService.Users;

internal sealed class UserStore(UsersDatabase database)
{
    private readonly GroupedCalls<long, User?> _reads = database.GroupReads<long, User?>(FindAsync);

    public static IReadOnlyList<string> All => [FindSql];

    public Task<User?> FindAsync(long id, CancellationToken cancellationToken) =>
        _reads.ExecuteAsync(id, cancellationToken);

    private static async Task<IReadOnlyList<User?>> FindAsync(
        NpgsqlConnection connection, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(FindSql, connection);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. ids] });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var found = new Dictionary<long, User>(ids.Count);
        while (await rows.ReadAsync(cancellationToken))
        {
            var user = User.In(rows);
            found[user.Id] = user;
        }

        return [.. ids.Select(found.GetValueOrDefault)];
    }

    // A subquery hides the length of the array from the planner, so that one plan serves groups of every size.
    private static readonly string FindSql =
        $"select {User.Columns} from users where id = any ((select $1::bigint[])::bigint[]) and deleted_at is null";
}
