namespace Platform.Configuration;

/// <summary>
/// The form of names in the settings of jobs, probes and receivers, which become part of URLs and metric labels.
/// </summary>
public static class Slug
{
    /// <returns>What the name must be; null when it is.</returns>
    public static string? Problem(string name, int maxLength) =>
        name.Length > 0 && name.Length <= maxLength && name.All(IsAllowed)
            ? null
            : $"must be 1 to {maxLength} lower case letters, digits and hyphens.";

    private static bool IsAllowed(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';
}
