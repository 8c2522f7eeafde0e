using System.Buffers;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Caching.Hybrid;
using Platform.Timing;
using UsersService.Users;

namespace UsersService.Cache;

/// <summary>A cache entry: a user, or null for an id without one.</summary>
/// <param name="At">When the read began, or the write ended.</param>
/// <param name="Written">From a write, which another may have followed; used only without the database.</param>
[ImmutableObject(true)]
internal sealed record CachedUser(User? User, DateTimeOffset At, bool Written = false)
{
    public bool IsFresh(DateTimeOffset now, TimeSpan freshFor) => !Written && At <= now && now - At < freshFor;

    public bool Supersedes(CachedUser? other) => other is null || At >= other.At;

    public bool IsOlderThan(User other, DateTimeOffset at) => User is null
        ? At < at || other.DeletedAt is not null
        : User.Version < other.Version;
}

internal sealed class CachedUserSerializer : IHybridCacheSerializer<CachedUser?>
{
    public void Serialize(CachedUser? value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, CachedUserDocument.Of(value!), CachedUserJson.Default.CachedUserDocument);
    }

    /// <returns>Null, which counts as a miss, for an entry of another version of the service.</returns>
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
    public CachedUser Known => new(User?.ToUser(), At, Written);

    public static CachedUserDocument Of(CachedUser known) =>
        new(known.User is null ? null : FullUser.Of(known.User), known.At, known.Written);
}

[JsonSourceGenerationOptions(Converters = [typeof(TimeConverter), typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(CachedUserDocument))]
internal sealed partial class CachedUserJson : JsonSerializerContext;
