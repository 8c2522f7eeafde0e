using System.Text;

namespace EndToEnd.Tests.Hostile.Fuzzing;

/// <summary>
/// A request before it has a sender: <c>{me}</c> stands for its mark, <c>{own}</c> for the id of its user.
/// </summary>
/// <param name="Method">Any token.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Lines without their ends.</param>
/// <param name="Body">Bytes as Latin-1; null for none.</param>
internal sealed record FuzzRequest(string Method, string Target, string[] Headers, string? Body)
{
    /// <summary>The answer may show users of others. The server takes blanks after the address.</summary>
    public bool MayListUsers =>
        Target.Split('?')[0].TrimEnd('/', ' ') is "" or "/user" or "/api/users";

    public byte[] From(string mark, long own)
    {
        var body = Body is null ? null : Encoding.Latin1.GetBytes(Filled(Body));
        return GatewayRequests.Request(Method, Filled(Target), body, Headers.Select(Filled));

        string Filled(string text) => text.Replace("{me}", mark, StringComparison.Ordinal)
            .Replace("{own}", $"{own}", StringComparison.Ordinal);
    }

    public override string ToString() => Encoding.Latin1.GetString(From("{me}", 0));
}
