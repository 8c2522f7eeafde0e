namespace Gateway.Security;

/// <summary>Sets the six security headers of every response, and removes those that name the server.</summary>
internal static class SecurityHeaders
{
    private static readonly KeyValuePair<string, string>[] Every =
    [
        new("X-Content-Type-Options", "nosniff"),
        new("X-Frame-Options", "DENY"),
        new("X-XSS-Protection", "1; mode=block"),
        new("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        new(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"),
        new("Referrer-Policy", "strict-origin-when-cross-origin"),
    ];

    /// <summary>Must come first: callbacks registered first for the start of a response run last.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(
            static headers =>
            {
                Apply((IHeaderDictionary)headers);
                return Task.CompletedTask;
            },
            context.Response.Headers);
        return next(context);
    });

    public static void Apply(IHeaderDictionary headers)
    {
        foreach (var (name, value) in Every)
        {
            headers[name] = value;
        }

        headers.Remove("Server");
        headers.Remove("X-Powered-By");
    }
}
