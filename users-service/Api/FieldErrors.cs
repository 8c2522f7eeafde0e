namespace UsersService.Api;

/// <summary>The messages about a field, in the fixed wording that clients compare.</summary>
internal static class FieldErrors
{
    public const string Missing = "Missing data for required field.";
    public const string Null = "Field may not be null.";
    public const string NoString = "Not a valid string.";
    public const string NoEmail = "Not a valid email address.";
    public const string Unknown = "Unknown field.";
    public const string ReadOnly = "Read-only field.";
    public const string NoObject = "Invalid input type.";
}
