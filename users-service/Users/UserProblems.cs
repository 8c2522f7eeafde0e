using Platform.Problems;
using UsersService.Api;
using UsersService.Bodies;

namespace UsersService.Users;

internal static class UserProblems
{
    public const string FailedToFetch = "Failed to fetch users";
    public const string FailedToCreate = "Failed to create user";

    public static Problem EmailExists { get; } =
        new(409, "Email already exists", "Another user has this email address.");

    public static Problem CreatedAtIsReadOnly { get; } =
        BodyProblems.ValidationFailed(new Dictionary<string, string[]> { ["created_at"] = [FieldErrors.ReadOnly] });

    public static Problem PreconditionFailed { get; } =
        new(412, "Precondition failed", "A condition does not hold for the current version, which ETag has.");

    public static Problem PreconditionRequired { get; } = new(
        428, "Precondition required",
        "Send If-Match with the version you read. The header ETag has the current one.");

    public static Problem NotDeleted { get; } =
        new(409, "User is not deleted", "Only a deleted user can be restored.");
}
