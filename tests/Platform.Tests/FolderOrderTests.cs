using Testing;

namespace Platform.Tests;

public sealed class FolderOrderTests : IDisposable
{
    private readonly DirectoryInfo _project = Directory.CreateTempSubdirectory("evenkeel-");

    public FolderOrderTests()
    {
        Write("Program.cs", "using App.Top;\nusing App.Ground;");
        Write("Top/Page.cs", "using App.Ground;\nnamespace App.Top;\ninternal sealed class Page;");
        Write("Side/Other.cs", "namespace App.Side;\npublic static class Other;");
        Write("Ground/Floor.cs", "namespace App.Ground;\ninternal readonly record struct Floor(int Id);");
    }

    public void Dispose() => _project.Delete(recursive: true);

    [Fact]
    public void References_to_lower_layers_are_allowed()
    {
        Assert.Empty(Violations());
    }

    [Theory]
    [InlineData("using App.Top;")]
    [InlineData("using static App.Top.Page;")]
    [InlineData("using Page = App.Top.Page;")]
    [InlineData("class A { App.Top.Page? page; }")]
    [InlineData("class A { Top.Page? page; }")]
    [InlineData("class A { global::App.Top.Page? page; }")]
    public void Reference_to_a_higher_layer_is_a_violation(string code)
    {
        Write("Ground/Wrong.cs", code);

        Assert.Equal(["Ground/Wrong.cs refers to Top."], Violations());
    }

    [Fact]
    public void Reference_within_a_layer_is_a_violation()
    {
        Write("Side/Wrong.cs", "using App.Top;");

        Assert.Equal(["Side/Wrong.cs refers to Top."], Violations());
    }

    [Theory]
    [InlineData("Top/All.cs", "global using App.Top;")]
    [InlineData("App.csproj", "<Using Include=\"App.Top\" />")]
    [InlineData("_Imports.razor", "@using App.Top")]
    public void Using_for_the_whole_project_counts_for_every_folder(string path, string code)
    {
        Write(path, code);

        Assert.Equal(["Ground/Floor.cs refers to Top.", "Side/Other.cs refers to Top."], Violations());
    }

    [Fact]
    public void Component_counts_like_a_class()
    {
        Write("Ground/Wrong.razor", "@using App.Top\n<p></p>");

        Assert.Equal(["Ground/Wrong.razor refers to Top."], Violations());
    }

    [Fact]
    public void Type_beside_the_project_file_stands_above_all_folders()
    {
        Write("Table.cs", "namespace App;\ninternal static class Table { public const string Name = \"\"; }");
        Write("Top/Wrong.cs", "class A { string name = Table.Name; }");

        Assert.Equal(["Top/Wrong.cs refers to the project's own namespace."], Violations());
    }

    [Theory]
    [InlineData("// Top.Page is above, see App.Top.")]
    [InlineData("class A { Page Top; void M() => Top.Draw(); }")]
    [InlineData("using AppTop.Top;")]
    public void Mention_is_no_reference(string code)
    {
        Write("Ground/Right.cs", code);

        Assert.Empty(Violations());
    }

    [Fact]
    public void Folder_must_be_in_the_order_and_have_files()
    {
        Write("New/Thing.cs", "namespace App.New;");
        File.Delete(Path.Combine(_project.FullName, "Side/Other.cs"));

        Assert.Equal(["Side is in the order but has no files.", "New is missing in the order."], Violations());
    }

    [Fact]
    public void File_must_be_in_the_namespace_of_its_folder()
    {
        Write("Ground/Wrong.cs", "namespace App.Top;\nclass Wrong;");

        Assert.Equal(["Ground/Wrong.cs is not in the namespace of its folder."], Violations());
    }

    [Fact]
    public void Subfolder_in_the_order_is_a_folder_of_its_own()
    {
        Write("Ground/Deep/Cellar.cs", "using App.Ground;\nnamespace App.Ground.Deep;");
        FolderOrder order = new(_project.FullName, "App", ["Top", "Side"], ["Ground"], ["Ground/Deep"]);

        Assert.Empty(Violations());
        Assert.Equal(["Ground/Deep/Cellar.cs refers to Ground."], order.Violations());
    }

    [Fact]
    public void Order_is_printed_from_the_top_to_the_ground()
    {
        Assert.Equal("Top, Side → Ground", Order().ToString());
    }

    private IReadOnlyList<string> Violations() => Order().Violations();

    private FolderOrder Order() => new(_project.FullName, "App", ["Top", "Side"], ["Ground"]);

    private void Write(string path, string code)
    {
        var file = new FileInfo(Path.Combine(_project.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, code);
    }
}
