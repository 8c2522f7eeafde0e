using System.Text.Json.Serialization;

namespace WebFrontend.Users;

/// <summary>A user as users-service lists it.</summary>
/// <param name="CreatedAt">UTC.</param>
public sealed record User(long Id, string Name, string Email, DateTimeOffset CreatedAt);

public sealed record NewUser(string Name, string Email);

/// <summary>One page of users, newest first.</summary>
/// <param name="NextCursor">Where the next page begins; null on the last.</param>
/// <param name="Total">Users on all pages; null when unknown.</param>
/// <param name="Age">The age of stale data; null when it is fresh.</param>
public sealed record UserList(IReadOnlyList<User> Users, string? NextCursor, Total? Total, TimeSpan? Age);

/// <summary>Why users-service refused a request.</summary>
/// <param name="Error">Its fixed text.</param>
/// <param name="Details">Field to messages; null when no field is wrong.</param>
public sealed record Refusal(string Error, IReadOnlyDictionary<string, string[]>? Details)
{
    public static Refusal Unavailable { get; } = new("Service unavailable", null);

    public IReadOnlyList<string> Of(string field) => Details?.GetValueOrDefault(field) ?? [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(User[]))]
[JsonSerializable(typeof(NewUser))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class UserJson : JsonSerializerContext;
