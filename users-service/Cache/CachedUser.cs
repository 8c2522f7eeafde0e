using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Caching.Hybrid;
using UsersService.Users;

namespace UsersService.Cache;

/// <summary>What was last known of a user.</summary>
/// <param name="User">Null when there is none.</param>
/// <param name="At">When its reading began, or its writing ended.</param>
/// <param name="Written">
/// Known from a write of this process. Another write may have followed before the answer came, so it makes what was
/// known before it out of date, and is itself shown only while the database is away.
/// </param>
[ImmutableObject(true)]
internal sealed record CachedUser(User? User, DateTimeOffset At, bool Written = false)
{
    /// <returns>Whether a reader at that time may take it for what the database has.</returns>
    public bool IsFresh(DateTimeOffset now, TimeSpan freshFor) => !Written && At <= now && now - At < freshFor;

    /// <returns>Whether this is to take the other's place.</returns>
    public bool Supersedes(CachedUser? other) => other is null || At >= other.At;

    /// <returns>Whether that user, read then, is the later knowledge.</returns>
    public bool IsOlderThan(User other, DateTimeOffset at) => User is null
        ? At < at || other.DeletedAt is not null
        : User.Version < other.Version;
}

/// <summary>A <see cref="CachedUser"/> in Valkey: the user's full view as JSON.</summary>
internal sealed class CachedUserSerializer : IHybridCacheSerializer<CachedUser?>
{
    public void Serialize(CachedUser? value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, CachedUserDocument.Of(value!), CachedUserJson.Default.CachedUserDocument);
    }

    /// <returns>Null, which counts as not found, for what another version of the service left there.</returns>
    public CachedUser? Deserialize(ReadOnlySequence<byte> source)
    {
        var reader = new Utf8JsonReader(source);
        try
        {
            return JsonSerializer.Deserialize(ref reader, CachedUserJson.Default.CachedUserDocument)?.Known;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record CachedUserDocument(FullUser? User, DateTimeOffset At, bool Written)
{
    [JsonIgnore]
    public CachedUser Known => new(UserOf(User), At, Written);

    public static CachedUserDocument Of(CachedUser known) =>
        new(known.User is null ? null : FullUser.Of(known.User), known.At, known.Written);

    private static User? UserOf(FullUser? full) => full is null ? null : new(
        full.Id, full.Name, full.Email, full.CreatedAt, full.UpdatedAt, full.Version, full.DeletedAt, full.PurgeAt);
}

[JsonSerializable(typeof(CachedUserDocument))]
internal sealed partial class CachedUserJson : JsonSerializerContext;
