namespace UsersService.Listing;

internal static class FilterConditions
{
    public static string[] Of(UserFilter filter) =>
    [
        .. filter.Search is { } search ? (string[])[$"({string.Join(" or ", Of(search))})"] : [],
        .. filter.EmailKey is null ? (string[])[] : ["email_key = @emailKey"],
        .. filter.Ids is null ? (string[])[] : ["id = any(string_to_array(@ids, ',')::bigint[])"],
        .. CreatedWithin(filter),
    ];

    /// <returns>The conditions that the index of the order covers too.</returns>
    public static string[] AlongOrder(PageRequest request) =>
        request.Sort.By == SortKey.CreatedAt ? CreatedWithin(request.Filter) : [];

    private static string[] Of(Search search) =>
    [
        .. search.IsPrefix
            ? (string[])["left(name_folded, 100) like @pattern", "email_folded like @pattern"]
            : ["search_text like @pattern"],
        .. search.EmailKey is null ? (string[])[] : ["email_key = @searchedEmailKey"],
        .. search.Id is null ? (string[])[] : ["id = @searchedId"],
    ];

    private static string[] CreatedWithin(UserFilter filter) =>
    [
        .. filter.CreatedFrom is null ? (string[])[] : ["created_at >= @createdFrom"],
        .. filter.CreatedBefore is null ? (string[])[] : ["created_at < @createdBefore"],
    ];
}
