using Platform.Requests;

namespace Gateway.Requests;

/// <summary>
/// What a service behind the gateway believes because only the gateway can say it must not come from outside: who the
/// client is, where the request came in, which method or address is really meant.
/// </summary>
internal static class ForeignHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "Forwarded", "Via", "Proxy", "Remote-User", "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP",
        "X-Client-IP", "X-Cluster-Client-IP", "X-Real-IP", "X-ProxyUser-Ip", "X-Host", "X-Rewrite-URL",
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Content-Length",
    };

    private static readonly string[] Families =
    [
        "X-Forwarded", "X-Original", "X-Envoy", "X-User", "X-Auth", "X-Remote", "X-Webauth", "X-Evenkeel",
        "X-Amzn-Oidc", "X-Ms-Client-Principal",
    ];

    /// <summary>Also removes what the client's own connection names as meant for this hop alone.</summary>
    public static void UseForeignHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Request.Headers;
        var forThisHop = headers.GetCommaSeparatedValues("Connection")
            .Except([RequestId.Header, "Host"], StringComparer.OrdinalIgnoreCase);
        foreach (var name in headers.Keys.Where(IsForeign).Concat(forThisHop).ToArray())
        {
            headers.Remove(name);
        }

        return next(context);
    });

    /// <summary>
    /// A name with an underscore too: what maps header names to variables reads it as the one with a hyphen.
    /// </summary>
    internal static bool IsForeign(string name) =>
        name.Contains('_', StringComparison.Ordinal)
        || Names.Contains(name)
        || Families.Any(family => name.StartsWith(family, StringComparison.OrdinalIgnoreCase));
}
