using System.Text.RegularExpressions;

namespace SreService.Objectives.Files;

/// <summary>
/// Reads OpenSLO documents (github.com/OpenSLO/OpenSLO): all kinds of v1, and SLOs of v1alpha as Sloth writes them.
/// What is wrong is reported and refuses everything: ignoring it would silently change an objective. What belongs to
/// other systems and is not used here is listed with the reason.
/// </summary>
internal sealed partial class ObjectiveReader
{
    public const string Alpha = "openslo/v1alpha";

    private const string OurAnnotations = "evenkeel.dev/";
    private const string AnyVersion = "openslo/";
    private const string V1 = "openslo/v1";

    private readonly List<FileProblem> _problems;
    private readonly List<FileProblem> _unused = [];
    private readonly Definitions _definitions = new();
    private readonly HashSet<string> _reported = [];
    private readonly Dictionary<string, Objective?> _objectives = [];
    private readonly IReadOnlyCollection<string> _own;

    private ObjectiveReader(IEnumerable<FileProblem> problems, IReadOnlyCollection<string> own) =>
        (_problems, _own) = ([.. problems], own);

    /// <param name="own">
    /// Names of SLOs in force whose events are counted here: what is wrong with them is a problem, whatever they look
    /// like now.
    /// </param>
    /// <returns>
    /// The objectives, no problems, and what is not used; or problems, and no objectives.
    /// </returns>
    public static (IReadOnlyList<Objective> Objectives, IReadOnlyList<FileProblem> Problems,
        IReadOnlyList<FileProblem> Unused) Read(
            ObjectiveFiles files, params IReadOnlyCollection<string> own)
    {
        var reader = new ObjectiveReader(files.Problems, own);
        YamlValue[] documents = [.. files.Documents(reader._problems)];
        var slos = documents.Where(reader.IsSlo).ToArray();
        foreach (var slo in slos)
        {
            reader.ReadSlo(slo);
        }

        reader.ReadTheRest();
        if (slos.Length == 0 && reader._problems.Count == 0 && reader._unused.Count == 0)
        {
            reader._problems.Add(new FileProblem(FileProblem.Folder, null, "", "has no document of the kind SLO."));
        }

        return reader._problems.Count > 0
            ? ([], reader._problems, [])
            : ([.. reader._objectives.Values.OfType<Objective>()], [], reader._unused);
    }

    private bool IsSlo(YamlValue document)
    {
        if (!document.HasOnly("apiVersion", "kind", "metadata", "spec"))
        {
            return false;
        }

        if (document["apiVersion"].Text() is { } version && version is not (V1 or Alpha))
        {
            var problem = $"is '{version}', must be {V1} or {Alpha}.";
            if (version.StartsWith(AnyVersion, StringComparison.Ordinal))
            {
                Unused(() => document["apiVersion"].Refuse(problem));
                return false;
            }

            document["apiVersion"].Refuse(problem);
        }

        var kind = document["kind"].Choice(["SLO", .. Definitions.Kinds]);
        if (kind is null or "SLO")
        {
            return kind is not null;
        }

        var metadata = document["metadata"];
        var isOurs = kind == Definitions.Indicator && IndicatorReader.IsOurs(document["spec"]);
        if ((isOurs ? Name(metadata) : metadata["name"].Text()) is { } name
            && !_definitions.TryAdd(kind, name, document))
        {
            metadata["name"].Refuse($"'{name}' is the name of another {kind}.");
        }

        return false;
    }

    private void ReadSlo(YamlValue document)
    {
        var (metadata, spec, before) = (document["metadata"], document["spec"], _problems.Count);
        if (!IsForeign(document))
        {
            ReadOwn(metadata, spec);
            return;
        }

        if (IsAlpha(document))
        {
            ReadForeign(metadata, spec, WindowReader.ReadAlpha(spec["timeWindows"]), "Occurrences");
        }
        else
        {
            ReadForeign(
                metadata, spec, spec["timeWindow"].OnlyItem() is { } item ? WindowReader.Read(item) : null,
                spec["budgetingMethod"].Choice("Occurrences", "Timeslices"));
        }

        // A typing error must not take an objective of ours off the board.
        var isUsed = _objectives.GetValueOrDefault(metadata["name"].OptionalText() ?? "") is not null;
        if (isUsed || !IsMeantForUs(metadata))
        {
            MoveToUnused(before);
        }
    }

    private bool IsMeantForUs(YamlValue metadata) =>
        _own.Contains(metadata["name"].OptionalText()) || metadata["annotations"][BurnPairReader.Annotation].Exists;

    /// <summary>Whether something else than this service counts its events.</summary>
    private bool IsForeign(YamlValue document)
    {
        var (spec, reference) = (document["spec"], document["spec"]["indicatorRef"]);
        var indicator = spec["indicator"].Exists || !reference.IsText ? spec["indicator"]
            : _definitions.Find(Definitions.Indicator, reference.OptionalText());
        return IsAlpha(document) || indicator is null
            || (indicator.Exists && !IndicatorReader.IsOurs(indicator["spec"]));
    }

    private static bool IsAlpha(YamlValue document) =>
        document["apiVersion"].IsText && document["apiVersion"].OptionalText() == Alpha;

    private void ReadOwn(YamlValue metadata, YamlValue spec)
    {
        var before = _problems.Count;
        var id = NewId(metadata);
        if (!spec.HasOnly(
            "description", "service", "indicator", "indicatorRef", "timeWindow", "budgetingMethod", "objectives",
            "alertPolicies"))
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
        var pairs = window is null || target is null ? null : ReadBurnPairs(metadata, spec, window, target.Value);
        if (_problems.Count == before && id is not null)
        {
            _objectives[id] = new Objective(
                id, metadata["displayName"].OptionalText() ?? id, description ?? "", service!, target!.Value, window!,
                indicator!, pairs!);
        }
    }

    /// <summary>Whatever is wrong with it is a reason not to use it.</summary>
    private void ReadForeign(YamlValue metadata, YamlValue spec, Window? window, string? method)
    {
        spec.HasOnly(
            "description", "service", "indicator", "indicatorRef", "timeWindow", "timeWindows", "budgetingMethod",
            "objectives", "alertPolicies");
        var goals = spec["objectives"].Items();
        foreach (var (index, goal) in goals.Index())
        {
            var before = _problems.Count;
            var number = goals.Count == 1 ? "" : Invariant($"-{index + 1}");
            var id = NewId(metadata, number);
            var service = spec["service"].Text();
            var minutes = method is null ? null : GoalReader.ForeignMethod(goal, method);
            var target = GoalReader.Target(goal);
            var indicator = new QueryReader(_definitions).Read(spec, goal, minutes);
            if (_problems.Count > before || id is null || window is null || method is null)
            {
                continue;
            }

            var (length, policies) = (window.At(DateTimeOffset.UnixEpoch).Length, spec["alertPolicies"]);
            var pairs = AlertPolicies.PairsOf(policies, _definitions, length, target!.Value);
            _objectives[id] = new Objective(
                id, (metadata["displayName"].OptionalText() ?? metadata["name"].Text()) + number,
                spec["description"].OptionalText() ?? "", service!, target.Value, window, indicator!,
                pairs.Count > 0 ? pairs : BurnPairReader.UsualAndReachable(policies, length, target.Value));
        }
    }

    /// <summary>Definitions that no SLO refers to are checked too; nothing else of them is used.</summary>
    private void ReadTheRest()
    {
        foreach (var (kind, document, isUsed) in _definitions.All)
        {
            if (kind == Definitions.Indicator && !isUsed && IndicatorReader.IsOurs(document["spec"]))
            {
                IndicatorReader.Read(document["spec"], null);
            }

            if (Definitions.WhyUnused(kind, isUsed) is { } reason)
            {
                Unused(() => document["kind"].Refuse(reason));
            }
        }
    }

    /// <summary>What is found to be wrong meanwhile is a reason not to use something, no reason to refuse.</summary>
    private void Unused(Action read)
    {
        var before = _problems.Count;
        read();
        MoveToUnused(before);
    }

    private void MoveToUnused(int before)
    {
        _unused.AddRange(_problems[before..]);
        _problems.RemoveRange(before, _problems.Count - before);
    }

    private string? NewId(YamlValue metadata, string suffix = "")
    {
        if (Name(metadata) is not { } name)
        {
            return null;
        }

        if (_objectives.TryAdd(name + suffix, null))
        {
            return name + suffix;
        }

        metadata["name"].Refuse($"'{name}{suffix}' is the name of another SLO.");
        return null;
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

        // Problems of an indicator are reported once, however many objectives refer to it.
        var known = _problems.Count;
        var indicator = IndicatorReader.Read(_definitions.Find(Definitions.Indicator, name)!["spec"], minutes);
        if (!_reported.Add(name))
        {
            _problems.RemoveRange(known, _problems.Count - known);
        }

        return indicator;
    }

    private IReadOnlyList<BurnPair>? ReadBurnPairs(YamlValue metadata, YamlValue spec, Window window, decimal target)
    {
        var value = metadata["annotations"][BurnPairReader.Annotation];
        var length = window.At(DateTimeOffset.UnixEpoch).Length;
        if (value.Exists)
        {
            return BurnPairReader.Read(value, length, target);
        }

        IReadOnlyList<BurnPair> pairs = [];
        Unused(() => pairs = AlertPolicies.PairsOf(spec["alertPolicies"], _definitions, length, target));
        return pairs.Count > 0 ? pairs
            : BurnPairReader.Usual(metadata["annotations"].Exists ? value : metadata["annotations"], length, target);
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex NameForm();
}
