using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Platform.Problems;

namespace UsersService.Idempotency;

/// <summary>The name that a client gives to a request, so that it may repeat it without its being done twice.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>On an answer that was given before.</summary>
    public const string Replayed = "Idempotency-Replayed";

    private const int MaxLength = 255;

    /// <returns>Null when the client gave none, or none that can be used.</returns>
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

    /// <returns>SHA-256 over all that makes it the same request, each part with its length before it.</returns>
    public static byte[] FingerprintOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string?[] parts =
        [
            request.Method, request.Path, request.QueryString.Value, request.ContentType, request.Headers.IfMatch,
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
