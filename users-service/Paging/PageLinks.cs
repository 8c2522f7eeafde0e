namespace UsersService.Paging;

/// <summary>Links from a page to others, relative to this host: <c>Link</c> (RFC 8288).</summary>
internal sealed class PageLinks(CursorKey secret)
{
    public async ValueTask WriteAsync(
        HttpContext context, string list, bool isFirst, Position? next, Position? previous,
        CancellationToken cancellationToken)
    {
        List<string> links = [];
        await AddAsync("next", next);
        await AddAsync("prev", previous);
        if (!isFirst)
        {
            links.Add(Link(context.Request, "first", null));
        }

        if (links.Count > 0)
        {
            context.Response.Headers.Link = string.Join(", ", links);
        }

        async ValueTask AddAsync(string relation, Position? position)
        {
            if (position is not null)
            {
                var key = await secret.GetAsync(cancellationToken);
                links.Add(Link(context.Request, relation, Cursor.Write(position, list, key)));
            }
        }
    }

    private static string Link(HttpRequest request, string relation, string? cursor)
    {
        var query = QueryString.Create(request.Query.Where(parameter => parameter.Key != Cursor.Name));
        query = cursor is null ? query : query.Add(Cursor.Name, cursor);
        return $"<{request.Path}{query}>; rel=\"{relation}\"";
    }
}
