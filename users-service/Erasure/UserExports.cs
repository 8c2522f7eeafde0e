using System.Text.Json;
using UsersService.Database;
using UsersService.History;
using UsersService.Users;

namespace UsersService.Erasure;

internal sealed class UserExports(UsersDatabase database)
{
    public static IReadOnlyList<string> All => [Everything];

    public async Task<UserExport?> ReadAsync(long id, CancellationToken cancellationToken) =>
        await database.ReadOneAsync<Row>(Everything, new { id }, cancellationToken) is { } row ? row.Export : null;

    private static readonly string Everything =
        $"""
        select to_jsonb(holder)::text as holder,
               coalesce((
                   select jsonb_agg(to_jsonb(entry) order by seq desc)
                   from (select {StoredEntry.Columns} from user_history where user_id = @id) entry
               ), '[]')::text as history,
               coalesce((
                   select jsonb_agg(to_jsonb(kept) order by created_at, key)
                   from (select key, created_at, expires_at from idempotency_keys where user_id = @id) kept
               ), '[]')::text as keys
        from (
            select id, {string.Join(", ", UserField.All.Select(NullIfErased))}, created_at, updated_at, deleted_at,
                   purge_at, version, erased_at
            from users
            where id = @id
        ) holder
        """;

    private static string NullIfErased(UserField field) =>
        $"case when erased_at is null then {field.Name} end as {field.Name}";

    private sealed record Row(string Holder, string History, string Keys)
    {
        public UserExport Export => new(
            JsonSerializer.Deserialize(Holder, ErasureJson.Default.ExportedUser)!,
            [.. JsonSerializer.Deserialize(History, HistoryJson.Default.StoredEntryArray)!
                .Select(entry => entry.Shown)],
            JsonSerializer.Deserialize(Keys, ErasureJson.Default.ExportedKeyArray)!);
    }
}
