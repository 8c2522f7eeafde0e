namespace UsersService.Listing;

internal static class FilterConditions
{
    /// <param name="byIndex">Whether the users are looked up by the indexes of the conditions.</param>
    public static string[] Of(UserFilter filter, bool byIndex = true) =>
    [
        .. filter.Search is { } search ? (string[])[$"({string.Join(" or ", Of(search, byIndex))})"] : [],
        .. filter.EmailKey is null ? (string[])[] : ["email_key = @emailKey"],
        .. filter.Ids is null ? (string[])[] : ["id = any(string_to_array(@ids, ',')::bigint[])"],
        .. CreatedWithin(filter),
    ];

    /// <returns>The conditions that the index of the order covers too.</returns>
    public static string[] AlongOrder(PageRequest request) =>
        request.Sort.By == SortKey.CreatedAt ? CreatedWithin(request.Filter) : [];

    private static string[] Of(Search search, bool byIndex) =>
    [
        .. !search.IsStart ? ["search_text like @pattern"]
            : byIndex ? (string[])
            [
                "string_to_array(name_starts, ' ') @> array[@start]",
                "string_to_array(email_starts, ' ') @> array[@start]",
            ]
            : ["' ' || name_starts || ' ' || email_starts || ' ' like @pattern"],
        .. search.EmailKey is null ? (string[])[] : ["email_key = @searchedEmailKey"],
        .. search.Id is null ? (string[])[] : ["id = @searchedId"],
    ];

    private static string[] CreatedWithin(UserFilter filter) =>
    [
        .. filter.CreatedFrom is null ? (string[])[] : ["created_at >= @createdFrom"],
        .. filter.CreatedBefore is null ? (string[])[] : ["created_at < @createdBefore"],
    ];
}
