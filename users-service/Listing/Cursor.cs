using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace UsersService.Listing;

/// <summary>
/// A <see cref="Position"/> as clients carry it: the two keys and half of an HMAC-SHA256 over them, in base64url.
/// Nobody can make one up, and a cursor of one order cannot be used in another.
/// </summary>
internal static class Cursor
{
    private const int KeysLength = 16;
    private const int SignatureLength = 16;

    // Stands for the order, "created_at desc, id desc", in the signature.
    private static ReadOnlySpan<byte> Order => "users by -created_at,-id;"u8;

    public static string Write(Position position, ReadOnlySpan<byte> key)
    {
        Span<byte> cursor = stackalloc byte[KeysLength + SignatureLength];
        BinaryPrimitives.WriteInt64BigEndian(cursor, position.CreatedAt.Ticks);
        BinaryPrimitives.WriteInt64BigEndian(cursor[8..], position.Id);
        Sign(cursor[..KeysLength], key, cursor[KeysLength..]);
        return Base64Url.EncodeToString(cursor);
    }

    /// <returns>Null when the text is not a cursor that this service wrote.</returns>
    public static Position? Read(string text, ReadOnlySpan<byte> key)
    {
        Span<byte> cursor = stackalloc byte[KeysLength + SignatureLength];
        Span<byte> signature = stackalloc byte[SignatureLength];
        if (!Base64Url.IsValid(text, out var length) || length != cursor.Length
            || !Base64Url.TryDecodeFromChars(text, cursor, out _))
        {
            return null;
        }

        Sign(cursor[..KeysLength], key, signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, cursor[KeysLength..]))
        {
            return null;
        }

        var createdAt = new DateTime(BinaryPrimitives.ReadInt64BigEndian(cursor), DateTimeKind.Utc);
        return new(createdAt, BinaryPrimitives.ReadInt64BigEndian(cursor[8..]));
    }

    private static void Sign(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> key, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, [.. Order, .. keys], hash);
        hash[..SignatureLength].CopyTo(signature);
    }
}
