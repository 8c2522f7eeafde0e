using Microsoft.OpenApi;
using UsersService.Api;
using UsersService.Names;

namespace UsersService.Users;

/// <summary>A field that clients set: a JSON string, stored in text columns.</summary>
// The SQL functions user_state, erase_user and scrub_users repeat the list of fields; everything else reads it here.
internal sealed class UserField
{
    public static UserField PersonName { get; } = new()
    {
        Name = "name",
        Columns = ["name", "name_folded", "name_starts"],
        Of = user => user.Name,
        Parse = text => Names.PersonName.Parse(text, out var errors) is { } name
            ? WithSearched(Folding.Fold(name), name)
            : ParsedValue.Invalid(errors),
        Schema = () => new()
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = Names.PersonName.MaxLength,
            Description = "Any script. White space around it is removed.",
        },
    };

    public static UserField Email { get; } = new()
    {
        Name = "email",
        Columns = ["email", "email_key", "email_folded", "email_starts"],
        Of = user => user.Email,
        Parse = text => Emails.Email.Parse(text) is { } email
            ? WithSearched(Folding.Fold(email.Address), email.Address, email.Key)
            : ParsedValue.Invalid(FieldErrors.NoEmail),
        Schema = () => new()
        {
            Type = JsonSchemaType.String,
            MaxLength = Emails.Email.MaxLength,
            Description = "Unique, ignoring case.",
        },
    };

    public static IReadOnlyList<UserField> All { get; } = [PersonName, Email];

    /// <summary>Of the JSON member and of the column; after a slash, the path in a JSON patch.</summary>
    public required string Name { get; init; }

    /// <summary>Its own column, then those that are computed from it.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    public required Func<User, string> Of { get; init; }

    public required Func<string, ParsedValue> Parse { get; init; }

    public required Func<OpenApiSchema> Schema { get; init; }

    public string Path => $"/{Name}";

    private static ParsedValue WithSearched(string folded, params ReadOnlySpan<string> others) =>
        ParsedValue.Valid([.. others, folded, WordStarts.Of(folded)]);
}
