using UsersService.Emails;

namespace UsersService.Users;

/// <summary>What a client wants a user to be. What is null stays as it is.</summary>
/// <param name="Name">As it is stored.</param>
/// <param name="Email">As it is stored.</param>
/// <param name="CreatedAt">Must be what it is.</param>
internal sealed record WantedUser(string? Name, Email? Email, DateTime? CreatedAt)
{
    public bool Holds(User user) =>
        (Name is null || Name == user.Name) && (Email is null || Email.Address == user.Email);
}
