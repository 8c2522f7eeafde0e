namespace UsersService.Users;

/// <summary>What a client sent for a field, as it is stored, or everything that is wrong with it.</summary>
/// <param name="Stored">One value for each of the field's columns; empty when something is wrong.</param>
internal sealed record ParsedValue(IReadOnlyList<string> Stored, params IReadOnlyList<string> Errors)
{
    public string Text => Stored[0];

    public static ParsedValue Valid(params string[] stored) => new(stored);

    public static ParsedValue Invalid(params IReadOnlyList<string> errors) => new([], errors);
}
