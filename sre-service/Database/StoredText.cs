namespace SreService.Database;

/// <summary>What the database can have stored at all.</summary>
internal static class StoredText
{
    public const string Problem = "Must not contain the character U+0000.";

    /// <returns>Whether nothing of that name can be there: PostgreSQL refuses the question itself.</returns>
    public static bool IsImpossible(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
