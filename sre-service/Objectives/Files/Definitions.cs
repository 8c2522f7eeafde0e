namespace SreService.Objectives.Files;

/// <summary>Documents that SLOs refer to by kind and name.</summary>
internal sealed class Definitions
{
    public const string Indicator = "SLI";
    public const string DataSource = "DataSource";
    public const string AlertPolicy = "AlertPolicy";
    public const string AlertCondition = "AlertCondition";

    private readonly Dictionary<(string Kind, string Name), YamlValue> _documents = [];
    private readonly HashSet<(string Kind, string Name)> _used = [];

    public static IReadOnlyList<string> Kinds { get; } =
        [Indicator, "Service", DataSource, AlertPolicy, AlertCondition, "AlertNotificationTarget"];

    /// <summary>All documents, and whether something referred to them.</summary>
    public IEnumerable<(string Kind, YamlValue Document, bool IsUsed)> All =>
        _documents.Select(document => (document.Key.Kind, document.Value, _used.Contains(document.Key)));

    /// <returns>False if the name is taken.</returns>
    public bool TryAdd(string kind, string name, YamlValue document) => _documents.TryAdd((kind, name), document);

    /// <returns>Null if there is none.</returns>
    public YamlValue? Find(string kind, string? name)
    {
        if (name is null || !_documents.TryGetValue((kind, name), out var document))
        {
            return null;
        }

        _used.Add((kind, name));
        return document;
    }

    /// <param name="item">A document in place, a name, or a member that holds a name.</param>
    /// <returns>Null, with a problem added, if there is no such document.</returns>
    public YamlValue? Resolve(string kind, YamlValue item, string member)
    {
        if (!item.IsText && item["kind"].Exists)
        {
            return item["kind"].Choice(kind) is null ? null : item;
        }

        var name = item.IsText ? item : item[member];
        if (name.Text() is not { } text)
        {
            return null;
        }

        if (Find(kind, text) is { } document)
        {
            return document;
        }

        name.Refuse($"there is no {kind} named '{text}'.");
        return null;
    }

    /// <returns>Why nothing, or not all, of a document is used; null if it is.</returns>
    public static string? WhyUnused(string kind, bool isUsed) => (kind, isUsed) switch
    {
        ("Service", _) => "Service is not used: an SLO names its service itself.",
        (DataSource, _) => "DataSource names the type of its queries; where they go says Scraping:Prometheus.",
        ("AlertNotificationTarget", _) =>
            "AlertNotificationTarget is not used: Notifications:Receivers has the receivers.",
        (_, false) => $"{kind} is not used: no SLO refers to it.",
        _ => null,
    };
}
