using System.Text.Json;
using UsersService.Api;
using UsersService.Idempotency;
using UsersService.Users;

namespace UsersService.Changes;

/// <summary>A user to be created.</summary>
internal sealed record NewUser(UserInput Input, Author Author)
{
    /// <summary>Null without an <c>Idempotency-Key</c>.</summary>
    public KeyUse? Key { get; init; }

    /// <summary>With a key: the problem that is stored for it if another user has the email.</summary>
    public string? EmailTaken { get; init; }

    /// <summary>The JSON members that clients set.</summary>
    public string Members => string.Join(
        ',',
        from one in UserField.All
        select $"\"{one.Name}\":\"{JsonEncodedText.Encode(TextOf(one), ApiModule.Encoder)}\"");

    /// <summary>Whether both can be created by one statement.</summary>
    public static bool Fit(NewUser one, NewUser other) =>
        one.EmailKey != other.EmailKey
        && (one.Key is null || (one.Key.Actor, one.Key.Key) != (other.Key?.Actor, other.Key?.Key));

    /// <returns>The user as it is stored.</returns>
    public User As(long id, DateTime createdAt) => new()
    {
        Id = id,
        Name = TextOf(UserField.PersonName),
        Email = TextOf(UserField.Email),
        CreatedAt = createdAt,
        UpdatedAt = createdAt,
        Version = 1,
    };

    private string EmailKey => Input.Values[UserField.Email].Stored[1];

    private string TextOf(UserField field) => Input.Values[field].Text;
}

/// <param name="Claim">Of the idempotency key; free without one.</param>
/// <param name="User">Null if another user has the email, or if the claim is not free or has a stored response.</param>
internal readonly record struct CreationResult(Claim Claim, User? User);
