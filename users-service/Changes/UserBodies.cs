using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using UsersService.Names;

namespace UsersService.Changes;

/// <summary>What a body is to readers of the document; the service reads bodies on its own, more strictly.</summary>
internal sealed record NewUser(
    [property: MinLength(1), MaxLength(PersonName.MaxLength)]
    [property: Description("Any script; white space around it is dropped.")]
    string Name,
    [property: MaxLength(Emails.Email.MaxLength), EmailAddress]
    [property: Description("Unique, whatever its case.")]
    string Email);

/// <summary>A merge patch (RFC 7396): what is absent stays as it is.</summary>
internal sealed record UserPatch
{
    [MinLength(1), MaxLength(PersonName.MaxLength)]
    public string Name { get; init; } = "";

    [MaxLength(Emails.Email.MaxLength), EmailAddress]
    public string Email { get; init; } = "";
}

/// <summary>One operation of a JSON patch (RFC 6902).</summary>
internal sealed record UserPatchOperation(
    [property: AllowedValues("add", "replace", "test")]
    string Op,
    [property: AllowedValues("/name", "/email")]
    string Path,
    string Value);
