using WebFrontend.Users;

namespace WebFrontend.Registration;

/// <summary>The form as typed, with its errors.</summary>
/// <param name="Error">One of the fixed texts; null without errors.</param>
/// <param name="Refusal">The errors of users-service.</param>
public sealed record RegistrationForm(string Name, string Email, string? Error = null, Refusal? Refusal = null)
{
    private const string InvalidEmail = "Not a valid email address.";

    public static RegistrationForm Empty { get; } = new("", "");

    public bool IsComplete => User is { Name: not "", Email: not "" };

    /// <summary>Spaces around a value come from typing and pasting; the API itself keeps them.</summary>
    public NewUser User => new(Name.Trim(), Email.Trim());

    public RegistrationForm Incomplete() => this with { Error = "Name and email are required" };

    public RegistrationForm Refused(Refusal refusal) => this with { Error = ErrorFor(refusal), Refusal = refusal };

    private static string ErrorFor(Refusal refusal) => refusal switch
    {
        { Error: "Email already exists" } => refusal.Error,
        { Error: "Validation failed" } when refusal.Of("email").Contains(InvalidEmail) => InvalidEmail,
        { Error: "Validation failed" } => refusal.Error,
        _ => "Failed to create user",
    };
}
