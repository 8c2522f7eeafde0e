namespace UsersService.Tests.Listing;

/// <summary>An answer that is a page of a list.</summary>
internal static class ListAnswer
{
    public static long[] Ids(this Answer list) =>
        [.. list.Json.EnumerateArray().Select(user => user.GetProperty("id").GetInt64())];

    /// <returns>The address of another page, or null when there is no such link.</returns>
    public static string? LinkTo(this Answer list, string relation) =>
        (list.Header("Link") ?? "").Split(", ")
            .Where(link => link.EndsWith($">; rel=\"{relation}\"", StringComparison.Ordinal))
            .Select(link => link[1..link.IndexOf('>', StringComparison.Ordinal)])
            .SingleOrDefault();
}
