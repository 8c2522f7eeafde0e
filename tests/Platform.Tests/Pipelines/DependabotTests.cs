using Testing;
using YamlDotNet.RepresentationModel;

namespace Platform.Tests.Pipelines;

public sealed class DependabotTests
{
    private static readonly string Text =
        File.ReadAllText(Path.Combine(Repository.Root, ".github", "dependabot.yml"));

    [Fact]
    public void Updates_wait_for_days()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Text));

        Assert.All(
            (YamlSequenceNode)stream.Documents[0].RootNode["updates"],
            update => Assert.True(int.Parse($"{update["cooldown"]["default-days"]}") >= 7));
    }

    /// <summary>Dependabot refuses a file with aliases.</summary>
    [Fact]
    public void File_has_no_alias() => Assert.DoesNotMatch(@"[&*]\w", Text);
}
