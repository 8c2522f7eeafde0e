using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace UsersService.Listing;

/// <summary>The weak entity tag of a page: of its users, the total and whether there are other pages.</summary>
internal static class PageTag
{
    private const int Length = 16;

    public static EntityTagHeaderValue Of(UserPage page, bool isFull)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(
            $"{isFull} {page.Next is not null} {page.Previous is not null} {page.Total}"));
        Span<byte> state = stackalloc byte[12];
        foreach (var user in page.Users)
        {
            BinaryPrimitives.WriteInt64BigEndian(state, user.Id);
            BinaryPrimitives.WriteInt32BigEndian(state[8..], user.Version);
            hash.AppendData(state);
        }

        return new($"\"{Base64Url.EncodeToString(hash.GetHashAndReset().AsSpan(0, Length))}\"", isWeak: true);
    }
}
