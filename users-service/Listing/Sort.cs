using System.Collections.Frozen;

namespace UsersService.Listing;

/// <param name="Sql">The expression in the index of this order.</param>
/// <param name="SqlBefore">The same for the row before a change; null when no change alters it.</param>
internal sealed record SortKey(string Name, string Sql, string? SqlBefore, string Type)
{
    public static SortKey CreatedAt { get; } = new("created_at", "created_at", null, "timestamptz");

    // Folding can make a name far longer; 100 letters are enough, and fit into a cursor.
    public static SortKey UserName { get; } = new(
        "name", "left(name_folded, 100)", "left(before ->> 'name_folded', 100) collate \"C\"", "text");

    public static SortKey Email { get; } = new("email", "email_key", "(before ->> 'email_key') collate \"C\"", "text");

    public static SortKey UpdatedAt { get; } = new(
        "updated_at", "updated_at", "(before ->> 'updated_at')::timestamptz", "timestamptz");

    public static SortKey Id { get; } = new("id", "id", null, "bigint");

    public static FrozenDictionary<string, SortKey> All { get; } =
        new[] { CreatedAt, UserName, Email, UpdatedAt, Id }.ToFrozenDictionary(key => key.Name);
}

/// <summary>A total order of users: by key, then by id in the same direction.</summary>
internal sealed record Sort(SortKey By, bool Descending)
{
    public static Sort NewestFirst { get; } = new(SortKey.CreatedAt, Descending: true);

    public static Sort? Parse(string text) =>
        SortKey.All.GetValueOrDefault(text.StartsWith('-') ? text[1..] : text) is { } key
            ? new(key, text.StartsWith('-'))
            : null;

    public override string ToString() => Descending ? $"-{By.Name}" : By.Name;
}
