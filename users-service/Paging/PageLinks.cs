namespace UsersService.Paging;

/// <summary>Links from a page to others, relative to this host: <c>Link</c> (RFC 8288).</summary>
internal sealed class PageLinks(CursorKey secret)
{
    /// <returns>The value of the header; null when there are no other pages.</returns>
    public async ValueTask<string?> ToAsync(
        ListAddress address, string list, bool isFirst, Position? next, Position? previous,
        CancellationToken cancellationToken)
    {
        List<string> links = [];
        await AddAsync("next", next);
        await AddAsync("prev", previous);
        if (!isFirst)
        {
            links.Add(address.LinkTo("first", null));
        }

        return links.Count > 0 ? string.Join(", ", links) : null;

        async ValueTask AddAsync(string relation, Position? position)
        {
            if (position is not null)
            {
                var key = await secret.GetAsync(cancellationToken);
                links.Add(address.LinkTo(relation, Cursor.Write(position, list, key)));
            }
        }
    }
}

/// <summary>The address of a list: what all its pages have in common.</summary>
internal sealed record ListAddress(PathString Path, QueryString Query)
{
    public static ListAddress Of(HttpRequest request) => new(
        request.Path, QueryString.Create(request.Query.Where(parameter => parameter.Key != Cursor.Name)));

    public string LinkTo(string relation, string? cursor)
    {
        var query = cursor is null ? Query : Query.Add(Cursor.Name, cursor);
        return $"<{Path}{query}>; rel=\"{relation}\"";
    }
}
