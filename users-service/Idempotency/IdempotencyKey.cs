using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Platform.Problems;

namespace UsersService.Idempotency;

internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public const string Replayed = "Idempotency-Replayed";

    private const int MaxLength = 255;

    public static string? Read(HttpRequest request, out Problem? problem)
    {
        var values = request.Headers[Header];
        problem = values switch
        {
            [] => null,
            [{ Length: > 0 and <= MaxLength } key] when key.All(letter => letter is > ' ' and <= '~') => null,
            [_] => KnownProblems.InvalidHeader(Header, $"Must be 1 to {MaxLength} visible ASCII characters."),
            _ => KnownProblems.InvalidHeader(Header, "Given more than once."),
        };
        return problem is null ? (string?)values : null;
    }

    /// <returns>SHA-256 over everything that makes it the same request, each part preceded by its length.</returns>
    public static byte[] FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string?[] parts =
        [
            request.Method, request.Path, request.QueryString.Value, request.ContentType, request.Headers.IfMatch,
            .. request.Headers.IfNoneMatch, .. request.Headers.IfUnmodifiedSince,
        ];
        foreach (var part in parts)
        {
            Append(hash, Encoding.UTF8.GetBytes(part ?? ""));
        }

        Append(hash, body);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
