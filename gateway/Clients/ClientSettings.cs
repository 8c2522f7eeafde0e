using Platform.Configuration;

namespace Gateway.Clients;

/// <summary>Section <c>Clients</c>.</summary>
internal sealed class ClientSettings : ICheckedSettings
{
    public const string Section = "Clients";

    /// <summary>Each name can add a series to every route.</summary>
    private const int MaxNames = 50;

    /// <summary>
    /// Products to count under their own name: the first word of the User-Agent, up to the slash.
    /// </summary>
    public List<string> Names { get; set; } = [];

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Names.Count > MaxNames)
        {
            yield return (nameof(Names), $"must not be more than {MaxNames}.");
        }

        foreach (var (index, name) in Names.Index())
        {
            if (name.Length is 0 or > 50 || !name.All(IsAllowed))
            {
                yield return ($"{nameof(Names)}:{index}", "must be 1 to 50 letters, digits, '-', '_' and '.'.");
            }
        }
    }

    private static bool IsAllowed(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.';
}
