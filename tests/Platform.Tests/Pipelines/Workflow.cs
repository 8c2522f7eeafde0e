using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Platform.Tests.Pipelines;

/// <summary>A workflow of GitHub Actions, and what it does against the rules of this repository.</summary>
internal sealed partial class Workflow
{
    private const string Read = "contents: read";

    /// <summary>What a job may do besides reading the repository.</summary>
    private static readonly Dictionary<string, string[]> MoreRights = new()
    {
        ["pull-request/codeql"] = ["security-events: write"],
        ["release/images"] = ["id-token: write", "attestations: write"],
        ["deploy/verify"] = ["id-token: write", "attestations: read", "actions: read"],
        ["deploy/gate"] = ["id-token: write"],
    };

    private readonly string _name;
    private readonly string _text;
    private readonly YamlMappingNode _root;

    /// <param name="name">Its file's name without the extension.</param>
    /// <param name="text">YAML.</param>
    public Workflow(string name, string text)
    {
        (_name, _text) = (name, text);
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        _root = (YamlMappingNode)stream.Documents[0].RootNode;
    }

    public static string Folder { get; } = Path.Combine(Testing.Repository.Root, ".github", "workflows");

    private IEnumerable<(string Id, YamlMappingNode Node)> Jobs => Map(_root, "jobs")!
        .Select(job => (((YamlScalarNode)job.Key).Value!, (YamlMappingNode)job.Value));

    private IEnumerable<(string Job, YamlMappingNode Node)> Steps =>
        from job in Jobs
        from step in Items(job.Node, "steps")
        select (job.Id, (YamlMappingNode)step);

    /// <returns>The actions with their commits and versions, as <c>owner/name@commit # version</c>.</returns>
    public IEnumerable<string> Actions() =>
        Uses().Matches(_text).Select(uses => uses.Groups[1].Value).Where(action => !action.StartsWith('.'));

    /// <returns>What breaks a rule, one line each; empty when nothing does.</returns>
    public IReadOnlyList<string> Violations() =>
    [
        .. Whole(),
        .. Jobs.SelectMany(job => OfJob(job.Id, job.Node)),
        .. Steps.SelectMany(step => OfStep(step.Job, step.Node)),
        .. Actions().Where(action => !Pinned().IsMatch(action)).Select(action => $"{action} is not pinned."),
    ];

    private IEnumerable<string> Whole()
    {
        if (Map(_root, "permissions") is not { Children.Count: 0 })
        {
            yield return "The token has rights outside of jobs.";
        }

        if (Text(Map(_root, "concurrency"), "group") is null)
        {
            yield return "There is no concurrency group.";
        }

        if (Text(Map(Map(_root, "defaults"), "run"), "shell") != "bash")
        {
            yield return "The shell is not bash, which stops at the first failure of a pipe.";
        }

        if (_text.Contains("pull_request_target", StringComparison.Ordinal))
        {
            yield return "pull_request_target gives rights to the code of strangers.";
        }

        if (Secrets().IsMatch(_text))
        {
            yield return "There is a stored secret.";
        }

        if (Jobs.FirstOrDefault(job => job.Id == "green").Node is { } green)
        {
            var needed = Items(green, "needs").Select(node => ((YamlScalarNode)node).Value);
            foreach (var (id, _) in Jobs.ExceptBy(needed, job => job.Id).Where(job => job.Id != "green"))
            {
                yield return $"green does not need {id}.";
            }

            if (Text(green, "if") is not "${{ always() }}")
            {
                yield return "green does not run after a failure.";
            }
        }
    }

    private IEnumerable<string> OfJob(string id, YamlMappingNode job)
    {
        // A job that calls another workflow has the runner and the time limits of that one.
        if (Text(job, "uses") is null)
        {
            if (!int.TryParse(Text(job, "timeout-minutes"), out var minutes) || minutes is < 1 or > 360)
            {
                yield return $"{id} has no timeout.";
            }

            if (Text(job, "runs-on") is not { } runner || runner.EndsWith("latest", StringComparison.Ordinal))
            {
                yield return $"{id} runs on a machine that changes.";
            }
        }

        var rights = Map(job, "permissions")?.Select(right => $"{right.Key}: {right.Value}").ToArray();
        if (rights is null)
        {
            yield return $"{id} does not say its rights.";
        }

        foreach (var right in (rights ?? []).Except([Read, .. MoreRights.GetValueOrDefault($"{_name}/{id}", [])]))
        {
            yield return $"{id} may not have {right}.";
        }
    }

    private static IEnumerable<string> OfStep(string job, YamlMappingNode step)
    {
        if (Text(step, "uses")?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true
            && Text(Map(step, "with"), "persist-credentials") != "false")
        {
            yield return $"{job} leaves the token in the checkout.";
        }

        foreach (var line in (Text(step, "run") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Contains("${{", StringComparison.Ordinal))
            {
                yield return $"{job} has an expression in a script: {line}";
            }

            if (!IsProgram(Path.Combine(Testing.Repository.Root, line.Split(' ')[0])))
            {
                yield return $"{job} runs what is no script of the repository: {line}";
            }
        }
    }

    private static bool IsProgram(string file) => File.Exists(file)
        && (OperatingSystem.IsWindows() || File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute));

    private static YamlMappingNode? Map(YamlMappingNode? node, string key) => Child(node, key) as YamlMappingNode;

    private static string? Text(YamlMappingNode? node, string key) => (Child(node, key) as YamlScalarNode)?.Value;

    private static IEnumerable<YamlNode> Items(YamlMappingNode node, string key) =>
        Child(node, key) as YamlSequenceNode ?? [];

    private static YamlNode? Child(YamlMappingNode? node, string key) =>
        node is not null && node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    [GeneratedRegex(@"^[ -]*uses: *(.*)$", RegexOptions.Multiline)]
    private static partial Regex Uses();

    [GeneratedRegex(@"^[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"\$\{\{[^}]*\bsecrets\b|^ *secrets:", RegexOptions.Multiline)]
    private static partial Regex Secrets();
}
