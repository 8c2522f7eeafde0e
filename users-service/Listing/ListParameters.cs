using UsersService.OpenApi;
using UsersService.Paging;

namespace UsersService.Listing;

internal static class ListParameters
{
    public static QueryParameter[] All =>
    [
        new(
            PageLimit.Name, "Users on a page. Without it the list has one page of at most 1,000 users.",
            Schemas.WholeNumber(1, PageLimit.Max)),
        new(Cursor.Name, "From a link to another page; valid for the same order and filters only.", Schemas.Text),
        new(
            ListQuery.SortBy, "Sort key; `-` before it sorts descending. Default: `-created_at`.",
            Schemas.OneOf(Sorts)),
        new(
            ListQuery.Search,
            "Matches part of a name or email, ignoring case and accents, or a whole email or id. One or two letters "
            + "match the beginning of any word, and any part in scripts without spaces. 1 to 100 characters.",
            Schemas.Text),
        new(ListQuery.Email, "The user with this email, ignoring case.", Schemas.Text),
        new(ListQuery.Ids, $"At most {ListQuery.MaxIds} ids, separated by commas.", Schemas.Text),
        new(ListQuery.CreatedAfter, "Created at this time (RFC 3339) or later.", Schemas.Time),
        new(ListQuery.CreatedBefore, "Created before this time (RFC 3339).", Schemas.Time),
        new(ListQuery.Status, "Default: `active`.", Schemas.OneOf("active", "deleted", "all")),
        View,
        new(
            ListQuery.Count, "Count the users on all pages: not at all (the default), up to 10,000, or exactly.",
            Schemas.OneOf("none", "capped", "exact")),
    ];

    public static QueryParameter View => new(
        ListQuery.View, "`full` adds `updated_at`, `deleted_at`, `purge_at` and `version`.", Schemas.OneOf("full"));

    private static string[] Sorts =>
        [.. SortKey.All.Keys.Order(StringComparer.Ordinal).SelectMany(key => (string[])[key, $"-{key}"])];
}
