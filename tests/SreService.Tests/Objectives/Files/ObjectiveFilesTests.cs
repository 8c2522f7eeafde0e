using SreService.Objectives.Files;

namespace SreService.Tests.Objectives.Files;

public sealed class ObjectiveFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Yaml_files_directly_in_the_folder_are_read_by_name()
    {
        foreach (var name in new[] { "b.yml", "a.yaml", "README.md", ".hidden.yaml", "c.yaml.bak" })
        {
            File.WriteAllText(Path.Combine(_folder, name), name);
        }

        Directory.CreateDirectory(Path.Combine(_folder, "d.yaml"));

        Assert.Equal([("a.yaml", "a.yaml"), ("b.yml", "b.yml")], ObjectiveFiles.In(_folder).Files);
    }

    [Fact]
    public void Change_of_a_symbolic_link_is_detected()
    {
        foreach (var version in new[] { "..1", "..2" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, version));
            File.WriteAllText(Path.Combine(_folder, version, "shop.yaml"), version);
        }

        Directory.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..1");
        File.CreateSymbolicLink(Path.Combine(_folder, "shop.yaml"), "..data/shop.yaml");
        var before = ObjectiveFiles.In(_folder);

        Directory.Delete(Path.Combine(_folder, "..data"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..2");
        var after = ObjectiveFiles.In(_folder);

        Assert.Equal(("shop.yaml", "..1"), Assert.Single(before.Files));
        Assert.Equal(("shop.yaml", "..2"), Assert.Single(after.Files));
        Assert.NotEqual(before.Revision, after.Revision);
    }

    [Fact]
    public void Oversized_file_is_not_read()
    {
        File.WriteAllText(Path.Combine(_folder, "a.yaml"), new string('#', 300_000));

        Assert.Equal(
            "a.yaml: is larger than 262144 bytes.", Assert.Single(ObjectiveFiles.In(_folder).Problems).ToString());
    }

    [Fact]
    public void Equal_files_have_equal_revisions()
    {
        File.WriteAllText(Path.Combine(_folder, "a.yaml"), "a");

        Assert.Equal(ObjectiveFiles.In(_folder).Revision, ObjectiveFiles.In(_folder).Revision);
    }
}
