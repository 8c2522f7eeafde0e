using System.Buffers.Binary;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Platform.Requests;

/// <summary>
/// Every request has an id that the gateway makes, that all services pass on, and that is in every log line and in the
/// history. A client may send an id of its own, which it finds in the response: it stands beside the other, but proves
/// nothing, because a client may send the same id twice or another client's.
/// </summary>
public static partial class RequestId
{
    /// <summary>The client's id if it sent one, otherwise ours: <see cref="HttpContext.TraceIdentifier"/>.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Ours, from service to service. The gateway accepts none from outside.</summary>
    public const string OwnHeader = "X-Evenkeel-Request-Id";

    public static bool IsHeader(string name) =>
        name.Equals(Header, StringComparison.OrdinalIgnoreCase)
        || name.Equals(OwnHeader, StringComparison.OrdinalIgnoreCase);

    /// <returns>A UUID of version 7. Unique, but not secret: making it asks the kernel for nothing.</returns>
    public static string New()
    {
        Span<byte> id = stackalloc byte[16];
        Random.Shared.NextBytes(id[6..]);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt16BigEndian(id, (short)(now >> 32));
        BinaryPrimitives.WriteInt32BigEndian(id[2..], (int)now);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return Convert.ToHexStringLower(id);
    }

    /// <returns>The id that the gateway made.</returns>
    public static string Of(HttpContext context) =>
        context.Request.Headers[OwnHeader] is [{ } id] ? id : context.TraceIdentifier;

    /// <returns>The client's own id; null when it sent none, or one that is not acceptable.</returns>
    public static string? OfClient(HttpContext context) =>
        context.TraceIdentifier == Of(context) ? null : context.TraceIdentifier;

    /// <param name="isGateway">Makes the id of every request; other services make one only if they got none.</param>
    internal static void Give(HttpContext context, bool isGateway)
    {
        var headers = context.Request.Headers;
        var own = isGateway ? New() : Acceptable(headers[OwnHeader]) ?? New();
        var id = Acceptable(headers[Header]) ?? own;

        headers[OwnHeader] = own;
        headers[Header] = id;
        context.TraceIdentifier = id;
        context.Response.OnStarting(Send, context);
    }

    private static Task Send(object context)
    {
        var http = (HttpContext)context;
        http.Response.Headers[Header] = http.TraceIdentifier;
        return Task.CompletedTask;
    }

    private static string? Acceptable(StringValues offered) =>
        offered is [{ } id] && Form().IsMatch(id) ? id : null;

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Form();
}
