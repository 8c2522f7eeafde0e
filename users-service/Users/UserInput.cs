using UsersService.Emails;

namespace UsersService.Users;

/// <summary>What a client wants a user to be, validated. What is null stays as it is.</summary>
/// <param name="CreatedAt">Cannot be changed: another one than the user's is an error.</param>
internal sealed record UserInput(string? Name, Email? Email, DateTime? CreatedAt)
{
    public bool Holds(User user) =>
        (Name is null || Name == user.Name) && (Email is null || Email.Address == user.Email);
}
