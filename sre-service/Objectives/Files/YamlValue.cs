using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SreService.Objectives.Files;

/// <summary>A value in a YAML document, with its location for problems.</summary>
internal sealed class YamlValue
{
    private readonly string _file;
    private readonly List<FileProblem> _problems;
    private readonly YamlNode? _node;
    private readonly string _path;
    private readonly int _line;

    public YamlValue(string file, YamlNode document, List<FileProblem> problems)
        : this(file, problems, document, "", 1)
    {
    }

    private YamlValue(string file, List<FileProblem> problems, YamlNode? node, string path, int parentLine)
    {
        (_file, _problems, _path) = (file, problems, path);
        _node = node is YamlScalarNode { Value: null or "" or "~" or "null", Style: ScalarStyle.Plain } ? null : node;
        _line = node is null ? parentLine : (int)node.Start.Line;
    }

    public bool Exists => _node is not null;

    public int ProblemCount => _problems.Count;

    /// <summary>A member, which may be missing.</summary>
    public YamlValue this[string member] => new(
        _file, _problems,
        (_node as YamlMappingNode)?.FirstOrDefault(child => (child.Key as YamlScalarNode)?.Value == member).Value,
        _path.Length == 0 ? member : $"{_path}.{member}", _line);

    public void Refuse(string message) => _problems.Add(new FileProblem(_file, _line, _path, message));

    /// <summary>Refuses other members, and any value without members.</summary>
    /// <returns>Whether it has members.</returns>
    public bool HasOnly(params string[] members)
    {
        if (_node is not YamlMappingNode mapping)
        {
            Refuse(_node is null ? "is required." : $"must have members: {string.Join(", ", members)}.");
            return false;
        }

        RefuseOthers(mapping, "", members);
        return true;
    }

    /// <summary>Refuses other members that begin so; members that begin differently are allowed.</summary>
    public void OnlyKnown(string beginning, params string[] members)
    {
        if (_node is YamlMappingNode mapping)
        {
            RefuseOthers(mapping, beginning, members);
        }
        else if (Exists)
        {
            Refuse("must have members.");
        }
    }

    private void RefuseOthers(YamlMappingNode mapping, string beginning, string[] members)
    {
        foreach (var (key, _) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? "?";
            if (name.StartsWith(beginning, StringComparison.Ordinal) && !members.Contains(name))
            {
                _problems.Add(new FileProblem(
                    _file, (int)key.Start.Line, _path.Length == 0 ? name : $"{_path}.{name}",
                    $"is unknown; known members are {string.Join(", ", members)}."));
            }
        }
    }

    /// <returns>The items of a list; none, with a problem added, when it is not a list.</returns>
    public IReadOnlyList<YamlValue> Items()
    {
        if (_node is not YamlSequenceNode list)
        {
            Refuse(_node is null ? "is required." : "must be a list.");
            return [];
        }

        return [.. list.Select((item, index) => new YamlValue(
            _file, _problems, item, Invariant($"{_path}[{index}]"), _line))];
    }

    /// <returns>The only item of a list; null, with a problem added, when there is not exactly one.</returns>
    public YamlValue? OnlyItem()
    {
        var before = ProblemCount;
        if (Items() is [var item])
        {
            return item;
        }

        if (ProblemCount == before)
        {
            Refuse("must have exactly one item.");
        }

        return null;
    }

    /// <returns>Null, with a problem added, when there is no text.</returns>
    public string? Text()
    {
        if (_node is YamlScalarNode { Value: { Length: > 0 } text })
        {
            return text;
        }

        Refuse(_node is null ? "is required." : "must be a text.");
        return null;
    }

    public bool IsText => _node is YamlScalarNode;

    /// <returns>Null when it is not there, or is no text, with a problem added.</returns>
    public string? OptionalText() => Exists ? Text() : null;

    /// <returns>One of the choices; null, with a problem added, otherwise.</returns>
    public string? Choice(params string[] choices)
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (choices.Contains(text))
        {
            return text;
        }

        Refuse($"is '{text}', must be {string.Join(" or ", choices)}.");
        return null;
    }

    /// <returns>Null, with a problem added, when there is no number.</returns>
    public decimal? Number()
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (Text() is not { } text)
        {
            return null;
        }

        if (decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number))
        {
            // Without trailing zeros: 0.20 gives the same indicator as 0.2.
            return number / 1.0000000000000000000000000000m;
        }

        Refuse($"is '{text}', must be a number.");
        return null;
    }

    /// <returns>The texts of a list that need not be there.</returns>
    public IReadOnlyList<string> Texts() => Exists ? [.. Items().Select(item => item.Text()).OfType<string>()] : [];
}
