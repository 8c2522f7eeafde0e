using System.Globalization;
using System.Text.RegularExpressions;

namespace SreService.Incidents;

/// <summary>
/// Markdown in which every interpolated text is literal: names and texts of people and of other systems cannot add
/// markup, links, table cells, lines or HTML.
/// </summary>
internal static partial class Markdown
{
    public static string Of(FormattableString markdown) => string.Format(
        CultureInfo.InvariantCulture, markdown.Format,
        [.. markdown.GetArguments().Select(value => value is string text ? Escape(text) : value)]);

    /// <summary>The same for a text of several lines, which stay lines.</summary>
    public static string Lines(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n')
        .Select(line => BlockStart().Replace(Escape(line.Trim()), "\\$0")));

    private static string Escape(string text) => Special().Replace(
        Unprintable().Replace(text, " "),
        special => special.Value switch
        {
            "<" => "&lt;",
            ">" => "&gt;",
            "&" => "&amp;",
            _ => $"\\{special.Value}",
        });

    /// <summary>Underscores within words are no markup.</summary>
    [GeneratedRegex(@"[\\`*\[\]<>&|~$#]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])")]
    private static partial Regex Special();

    /// <summary>Controls, line separators, and what reverses the direction of the text after it.</summary>
    [GeneratedRegex(@"[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+")]
    private static partial Regex Unprintable();

    /// <summary>What begins a list, a heading or a rule.</summary>
    [GeneratedRegex(@"^[-+=]|(?<=^\d+)[.)]")]
    private static partial Regex BlockStart();
}
