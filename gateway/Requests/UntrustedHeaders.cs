using System.Collections.Frozen;
using Platform.Requests;

namespace Gateway.Requests;

/// <summary>
/// Headers that services behind the gateway trust because only the gateway sets them, so clients must not send them:
/// who the client is, where the request arrived, which method or address is really meant.
/// </summary>
internal static class UntrustedHeaders
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Forwarded", "Via", "Proxy", "Remote-User", "True-Client-IP", "CF-Connecting-IP", "Fastly-Client-IP",
        "X-Client-IP", "X-Cluster-Client-IP", "X-Real-IP", "X-ProxyUser-Ip", "X-Host", "X-Rewrite-URL",
        "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Content-Length",
        "X-System-Key", "X-Operator-Key");

    private static readonly string[] Families =
    [
        "X-Forwarded", "X-Original", "X-Envoy", "X-User", "X-Auth", "X-Remote", "X-Webauth", "X-Evenkeel",
        "X-Amzn-Oidc", "X-Ms-Client-Principal",
    ];

    /// <summary>Also removes headers that the client's header Connection names as meant for this hop alone.</summary>
    public static void RemoveUntrustedHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        Remove(context.Request.Headers);
        return next(context);
    });

    private static void Remove(IHeaderDictionary headers)
    {
        if (UntrustedIn(headers) is { } untrusted)
        {
            foreach (var name in untrusted)
            {
                headers.Remove(name);
            }
        }
    }

    /// <returns>Null for none, as almost always.</returns>
    private static List<string>? UntrustedIn(IHeaderDictionary headers)
    {
        List<string>? untrusted = null;
        foreach (var (name, _) in headers)
        {
            if (IsUntrusted(name) && !RequestId.IsHeader(name))
            {
                (untrusted ??= []).Add(name);
            }
        }

        if (headers.Connection.Count > 0)
        {
            (untrusted ??= []).AddRange(headers.GetCommaSeparatedValues("Connection").Where(name =>
                !name.Equals("Host", StringComparison.OrdinalIgnoreCase) && !RequestId.IsHeader(name)));
        }

        return untrusted;
    }

    /// <summary>
    /// Names with an underscore too: software that maps header names to variables reads them as names with a hyphen.
    /// </summary>
    internal static bool IsUntrusted(string name) =>
        name.Contains('_', StringComparison.Ordinal)
        || Names.Contains(name)
        || (name is ['X' or 'x', ..] && IsOfFamily(name));

    private static bool IsOfFamily(string name)
    {
        foreach (var family in Families)
        {
            if (name.StartsWith(family, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
