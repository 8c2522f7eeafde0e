using Platform.Configuration;

namespace Gateway.Clients;

/// <summary>Section <c>Clients</c>.</summary>
internal sealed class ClientSettings : ICheckedSettings
{
    public const string Section = "Clients";

    /// <summary>As many more series each route can get.</summary>
    private const int MostNames = 50;

    /// <summary>
    /// Products that are counted under their own name: the first word of their User-Agent, up to the slash.
    /// </summary>
    public List<string> Names { get; set; } = [];

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Names.Count > MostNames)
        {
            yield return (nameof(Names), $"must not be more than {MostNames}.");
        }

        foreach (var (index, name) in Names.Index())
        {
            if (name.Length is 0 or > 50 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            {
                yield return ($"{nameof(Names)}:{index}", "must be 1 to 50 letters, digits, '-', '_' and '.'.");
            }
        }
    }
}
