using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Platform.Problems;

namespace UsersService.Paging;

// Direction, id, transaction, key, and half of an HMAC-SHA256 over them and the list: clients cannot forge a cursor,
// nor use the cursor of one list in another.
internal static class Cursor
{
    public const string Name = "cursor";

    private const int HeadLength = 17;
    private const int SignatureLength = 16;

    public static Problem Invalid { get; } =
        new(400, "Invalid cursor", "Use the links of a list unchanged.")
        {
            Details = new Dictionary<string, string[]> { [Name] = ["Not a cursor of this list."] },
        };

    public static string Write(Position position, string list, ReadOnlySpan<byte> secret)
    {
        var keyLength = Encoding.UTF8.GetByteCount(position.Key);
        Span<byte> cursor = new byte[HeadLength + keyLength + SignatureLength];
        cursor[0] = position.Backwards ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(cursor[1..], position.Id);
        BinaryPrimitives.WriteUInt64BigEndian(cursor[9..], position.Since);
        Encoding.UTF8.GetBytes(position.Key, cursor[HeadLength..]);
        Sign(cursor[..^SignatureLength], list, secret, cursor[^SignatureLength..]);
        return Base64Url.EncodeToString(cursor);
    }

    /// <returns>Null when this service did not write it for that list.</returns>
    public static Position? Read(string text, string list, ReadOnlySpan<byte> secret)
    {
        if (!Base64Url.IsValid(text, out var length) || length < HeadLength + SignatureLength)
        {
            return null;
        }

        ReadOnlySpan<byte> cursor = Base64Url.DecodeFromChars(text);
        Span<byte> signature = stackalloc byte[SignatureLength];
        Sign(cursor[..^SignatureLength], list, secret, signature);
        // The last letter of base64 has spare bits, which must be zero.
        if (!CryptographicOperations.FixedTimeEquals(signature, cursor[^SignatureLength..])
            || Base64Url.EncodeToString(cursor) != text)
        {
            return null;
        }

        return new(
            cursor[0] == 1,
            Encoding.UTF8.GetString(cursor[HeadLength..^SignatureLength]),
            BinaryPrimitives.ReadInt64BigEndian(cursor[1..]),
            BinaryPrimitives.ReadUInt64BigEndian(cursor[9..]));
    }

    private static void Sign(ReadOnlySpan<byte> position, string list, ReadOnlySpan<byte> secret, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, [.. Encoding.UTF8.GetBytes(list), 0, .. position], hash);
        hash[..SignatureLength].CopyTo(signature);
    }
}
