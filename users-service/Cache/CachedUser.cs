using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Timing;
using UsersService.Users;

namespace UsersService.Cache;

/// <summary>A cache entry: a user, or null for an id without one.</summary>
/// <param name="At">When the read began, or the write ended.</param>
/// <param name="Written">From a write, which another may have followed; used only without the database.</param>
internal sealed record CachedUser(User? User, DateTimeOffset At, bool Written = false)
{
    private const int SizeWithoutTexts = 300;

    /// <summary>Estimated bytes in memory.</summary>
    public int Size => SizeWithoutTexts + (sizeof(char) * ((User?.Name.Length + User?.Email.Length) ?? 0));

    public bool IsFresh(DateTimeOffset now, TimeSpan freshFor) => !Written && At <= now && now - At < freshFor;

    public bool Supersedes(CachedUser? other) => other is null || At >= other.At;

    public bool IsOlderThan(User other, DateTimeOffset at) => User is null
        ? At < at || other.DeletedAt is not null
        : User.Version < other.Version;
}

/// <summary>The stored form in Valkey.</summary>
internal sealed record CachedUserDocument(FullUser? User, DateTimeOffset At, bool Written)
{
    public static byte[] Of(CachedUser known) => JsonSerializer.SerializeToUtf8Bytes(
        new(known.User is null ? null : FullUser.Of(known.User), known.At, known.Written),
        CachedUserJson.Default.CachedUserDocument);

    /// <returns>Null for the stored form of another version of the service.</returns>
    public static CachedUser? Read(byte[] stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored, CachedUserJson.Default.CachedUserDocument) is { } document
                ? new(document.User?.ToUser(), document.At, document.Written)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(Converters = [typeof(TimeConverter), typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(CachedUserDocument))]
internal sealed partial class CachedUserJson : JsonSerializerContext;
