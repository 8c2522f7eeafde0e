using System.Text.Json;
using UsersService.Database;
using UsersService.Paging;

namespace UsersService.History;

internal sealed record HistoryPage(IReadOnlyList<HistoryEntry> Entries, Position? Next, Position? Previous);

internal sealed class UserHistory(UsersDatabase database)
{
    public static IReadOnlyList<string> All => [OlderSql, NewerSql, ExistsSql];

    public async Task<HistoryPage?> ReadAsync(long id, int limit, Position? from, CancellationToken cancellationToken)
    {
        var isBackwards = from is { Backwards: true };
        // One row more than the page has tells whether there is another page.
        var rows = await database.ReadAsync<string>(
            isBackwards ? NewerSql : OlderSql, new { id, from = from?.Id ?? long.MaxValue, take = limit + 1 },
            cancellationToken);
        if (rows.Count == 0 && !await database.ReadOneAsync<bool>(ExistsSql, new { id }, cancellationToken))
        {
            return null;
        }

        HistoryEntry[] entries = [.. rows.Take(limit).Select(Read)];
        if (isBackwards)
        {
            Array.Reverse(entries);
        }

        var hasMore = rows.Count > limit;
        return new(
            entries,
            entries is [.., var last] && (isBackwards || hasMore) ? new(false, "", last.Seq, 0) : null,
            entries is [var first, ..] && (isBackwards ? hasMore : from is not null)
                ? new(true, "", first.Seq, 0)
                : null);
    }

    private static HistoryEntry Read(string row) =>
        JsonSerializer.Deserialize(row, HistoryJson.Default.StoredEntry)!.Shown;

    private const string Entries =
        $"select {StoredEntry.Columns} from user_history where user_id = @id";

    private const string OlderSql =
        $"select to_jsonb(entry)::text from ({Entries} and seq < @from order by seq desc limit @take) entry";

    private const string NewerSql =
        $"select to_jsonb(entry)::text from ({Entries} and seq > @from order by seq limit @take) entry";

    private const string ExistsSql =
        "select exists (select from users where id = @id) or exists (select from user_history where user_id = @id)";
}
