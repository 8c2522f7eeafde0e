using System.Globalization;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using UsersService.Listing;
using UsersService.Users;

namespace UsersService.Reads;

/// <summary>A page of users as it is sent.</summary>
/// <param name="Link">Null when it is the only page.</param>
/// <param name="IsTruncated">Whether the request had no limit and there are more users.</param>
internal sealed record ReadyPage(
    ReadyJson Json, EntityTagHeaderValue Tag, string? Link, Total? Total, bool IsTruncated)
{
    private readonly string _tag = Tag.ToString();

    public static ReadyPage Of(UserPage page, bool isFull, string? link, bool isTruncated) => new(
        new(isFull
            ? JsonSerializer.SerializeToUtf8Bytes(
                [.. page.Users.Select(FullUser.Of)], UserJson.Readable.IReadOnlyListFullUser)
            : JsonSerializer.SerializeToUtf8Bytes(page.Users, UserJson.Readable.IReadOnlyListUser)),
        PageTag.Of(page, isFull), link, page.Total, isTruncated);

    public void WriteHeaders(IHeaderDictionary headers)
    {
        headers.ETag = _tag;
        headers.Link = Link;
        if (IsTruncated)
        {
            headers["X-Result-Truncated"] = "true";
        }

        if (Total is { } total)
        {
            headers["X-Total-Count"] = total.Count.ToString(CultureInfo.InvariantCulture);
            if (total.IsCapped)
            {
                headers["X-Total-Count-Capped"] = "true";
            }
        }
    }
}
