namespace SreService.Database;

/// <summary>Which texts PostgreSQL can store.</summary>
internal static class PostgresText
{
    public const string Problem = "Must not contain the character U+0000.";

    /// <returns>Whether PostgreSQL rejects the text, so that nothing of that name can be stored.</returns>
    public static bool IsInvalid(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
