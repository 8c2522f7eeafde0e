using System.Globalization;
using Platform.Problems;
using UsersService.Users;

namespace UsersService.Listing;

/// <summary>Reads the parameters of a list, and writes the link to its next page.</summary>
internal sealed class ListQuery(CursorKey key, UsersSettings settings)
{
    public const string Limit = "limit";
    public const string Cursor = "cursor";

    private const int MaxLimit = 1000;

    private static readonly Problem InvalidLimit =
        KnownProblems.InvalidQueryParameter(Limit, $"Must be a whole number from 1 to {MaxLimit}.");

    private static readonly Problem InvalidCursor =
        new(400, "Invalid cursor", "Follow the links of a list as they are given.")
        {
            Details = new Dictionary<string, string[]> { [Cursor] = ["Not a cursor of this list."] },
        };

    public async ValueTask<(PageRequest Request, Problem? Problem)> ReadAsync(
        IQueryCollection query, CancellationToken cancellationToken)
    {
        var request = new PageRequest(settings.ListCap, null);
        if (query.TryGetValue(Limit, out var limit))
        {
            if (WholeNumber(limit.ToString()) is not (>= 1 and <= MaxLimit and var number))
            {
                return (request, InvalidLimit);
            }

            request = request with { Limit = number };
        }

        if (query.TryGetValue(Cursor, out var cursor))
        {
            var after = Listing.Cursor.Read(cursor.ToString(), await key.GetAsync(cancellationToken));
            return (request with { After = after }, after is null ? InvalidCursor : null);
        }

        return (request, null);
    }

    public async ValueTask LinkAsync(HttpContext context, Position next, CancellationToken cancellationToken)
    {
        var query = QueryString.Create(Cursor, Listing.Cursor.Write(next, await key.GetAsync(cancellationToken)));
        if (context.Request.Query.TryGetValue(Limit, out var limit))
        {
            query = QueryString.Create(Limit, limit.ToString()).Add(query);
        }
        else
        {
            context.Response.Headers["X-Result-Truncated"] = "true";
        }

        context.Response.Headers.Link = $"<{context.Request.Path}{query}>; rel=\"next\"";
    }

    /// <remarks>The framework's own parser takes NUL characters behind the digits.</remarks>
    private static int? WholeNumber(string text) =>
        text.All(char.IsAsciiDigit)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
