using Spectre.Console;

namespace Local.Output;

/// <summary>The person's terminal; plain text when the output is redirected.</summary>
internal sealed class Terminal : IScreen
{
    private static readonly Color[] Colors =
        [Color.Teal, Color.Olive, Color.Blue, Color.Purple, Color.Green, Color.Maroon];

    private readonly Lock _one = new();

    public void Say(string message) => Write("[bold]evenkeel[/]", message, "");

    public void Warn(string message) => Write("[bold]evenkeel[/]", message, "yellow");

    public void Line(string process, string text)
    {
        var line = LogLine.Parse(text);
        Write($"[{ColorOf(process)}]{process.PadRight(8)}[/]", line.Text, line.Level switch
        {
            "Warning" => "yellow",
            "Error" or "Fatal" => "red",
            _ => "",
        });
    }

    private void Write(string who, string text, string style)
    {
        var body = style.Length == 0 ? Markup.Escape(text) : $"[{style}]{Markup.Escape(text)}[/]";
        lock (_one)
        {
            // Not wrapped: a long line is for the terminal to break, and for grep to find.
            AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 20_000);
            AnsiConsole.MarkupLine($"{who} {body}");
        }
    }

    private static string ColorOf(string process) =>
        Colors[(uint)string.GetHashCode(process.Split('-')[0], StringComparison.Ordinal) % Colors.Length].ToMarkup();
}
