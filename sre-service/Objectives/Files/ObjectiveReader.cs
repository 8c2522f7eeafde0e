using System.Text.RegularExpressions;

namespace SreService.Objectives.Files;

/// <summary>
/// Reads OpenSLO v1 documents of the kinds SLO and SLI (github.com/OpenSLO/OpenSLO), or reports everything that is
/// wrong with them. Unknown members are refused: ignoring one would silently change the objective.
/// </summary>
internal sealed partial class ObjectiveReader
{
    private const string OurAnnotations = "evenkeel.dev/";

    private readonly List<FileProblem> _problems;
    private readonly Dictionary<string, YamlValue> _indicators = [];
    private readonly HashSet<string> _referenced = [];
    private readonly Dictionary<string, Objective?> _objectives = [];

    private ObjectiveReader(IEnumerable<FileProblem> problems) => _problems = [.. problems];

    /// <returns>The objectives, and no problems; or problems, and no objectives.</returns>
    public static (IReadOnlyList<Objective> Objectives, IReadOnlyList<FileProblem> Problems) Read(ObjectiveFiles files)
    {
        var reader = new ObjectiveReader(files.Problems);
        YamlValue[] documents = [.. files.Documents(reader._problems)];
        var slos = documents.Where(reader.IsSlo).ToArray();
        foreach (var slo in slos)
        {
            reader.ReadSlo(slo);
        }

        foreach (var (_, unused) in reader._indicators.Where(indicator => !reader._referenced.Contains(indicator.Key)))
        {
            IndicatorReader.Read(unused["spec"], null);
        }

        if (slos.Length == 0 && reader._problems.Count == 0)
        {
            reader._problems.Add(new FileProblem(FileProblem.Folder, null, "", "has no document of the kind SLO."));
        }

        return reader._problems.Count > 0
            ? ([], reader._problems)
            : ([.. reader._objectives.Values.OfType<Objective>()], []);
    }

    private bool IsSlo(YamlValue document)
    {
        if (!document.HasOnly("apiVersion", "kind", "metadata", "spec"))
        {
            return false;
        }

        document["apiVersion"].Choice("openslo/v1");
        var kind = document["kind"].Choice("SLO", "SLI");
        if (kind == "SLI" && Name(document["metadata"]) is { } name && !_indicators.TryAdd(name, document))
        {
            document["metadata"]["name"].Refuse($"'{name}' is the name of another SLI.");
        }

        return kind == "SLO";
    }

    private void ReadSlo(YamlValue document)
    {
        var (metadata, spec, before) = (document["metadata"], document["spec"], _problems.Count);
        var id = Name(metadata);
        if (id is not null && !_objectives.TryAdd(id, null))
        {
            metadata["name"].Refuse($"'{id}' is the name of another SLO.");
        }

        if (!spec.HasOnly(
            "description", "service", "indicator", "indicatorRef", "timeWindow", "budgetingMethod", "objectives"))
        {
            return;
        }

        var description = spec["description"].OptionalText();
        var service = spec["service"].Text();
        var window = spec["timeWindow"].OnlyItem() is { } item ? WindowReader.Read(item) : null;
        var method = spec["budgetingMethod"].Choice("Occurrences", "Timeslices");
        var goal = spec["objectives"].OnlyItem();
        var minutes = goal is null || method is null ? null : GoalReader.Method(goal, method);
        var target = goal is null ? null : GoalReader.Target(goal);
        var indicator = ReadIndicator(spec, minutes);
        var pairs = window is null || target is null ? null : ReadBurnPairs(metadata, window, target.Value);
        if (_problems.Count == before && id is not null)
        {
            _objectives[id] = new Objective(
                id, metadata["displayName"].OptionalText() ?? id, description ?? "", service!, target!.Value, window!,
                indicator!, pairs!);
        }
    }

    private static string? Name(YamlValue metadata)
    {
        if (!metadata.HasOnly("name", "displayName", "labels", "annotations")
            || metadata["name"].Text() is not { } name)
        {
            return null;
        }

        metadata["displayName"].OptionalText();
        metadata["annotations"].OnlyKnown(OurAnnotations, BurnPairReader.Annotation);
        if (NameForm().IsMatch(name))
        {
            return name;
        }

        metadata["name"].Refuse(
            $"'{name}' must be at most 63 letters a to z, digits and -, and neither begin nor end with -.");
        return null;
    }

    private Indicator? ReadIndicator(YamlValue spec, MinuteRule? minutes)
    {
        var (inline, reference) = (spec["indicator"], spec["indicatorRef"]);
        if (inline.Exists == reference.Exists)
        {
            inline.Refuse(inline.Exists ? "cannot be combined with indicatorRef." : "is required, or indicatorRef.");
            return null;
        }

        if (inline.Exists)
        {
            inline.HasOnly("metadata", "spec");
            Name(inline["metadata"]);
            return IndicatorReader.Read(inline["spec"], minutes);
        }

        if (reference.Text() is not { } name)
        {
            return null;
        }

        if (!_indicators.TryGetValue(name, out var document))
        {
            reference.Refuse($"there is no SLI named '{name}'.");
            return null;
        }

        // Problems of an indicator are reported once, however many objectives refer to it.
        var known = _problems.Count;
        var indicator = IndicatorReader.Read(document["spec"], minutes);
        if (!_referenced.Add(name))
        {
            _problems.RemoveRange(known, _problems.Count - known);
        }

        return indicator;
    }

    private static IReadOnlyList<BurnPair>? ReadBurnPairs(YamlValue metadata, Window window, decimal target)
    {
        var value = metadata["annotations"][BurnPairReader.Annotation];
        var length = window.At(DateTimeOffset.UnixEpoch).Length;
        return value.Exists
            ? BurnPairReader.Read(value, length, target)
            : BurnPairReader.Usual(metadata["annotations"].Exists ? value : metadata["annotations"], length, target);
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex NameForm();
}
