using System.Text;
using UsersService.Patches;
using UsersService.Tests.Cache;
using UsersService.Users;

namespace UsersService.Tests.Patches;

/// <summary>The patch by itself, without a stored user.</summary>
public sealed class PatchCompilationTests
{
    private const string Test = "The test failed.";
    private const string Field = "Only /name and /email can be changed.";
    private const string Operation = "Only add, replace and test are supported.";

    [Theory]
    [InlineData("add")]
    [InlineData("replace")]
    public void Add_and_replace_set_the_member(string op)
    {
        var patch = Read(
            $$"""[{"op":"{{op}}","path":"/name","value":"Bo"},{"op":"{{op}}","path":"/email","value":null}]""");

        Assert.Null(patch.Problem);
        Assert.Equal(
            [("name", "Bo"), ("email", null)], patch.Members.Select(member => (member.Key, member.Value.Text)));
        Assert.Empty(patch.Expected);
    }

    [Fact]
    public void Last_operation_on_a_field_wins()
    {
        var patch = Read("""[{"op":"add","path":"/name","value":"A"},{"op":"add","path":"/name","value":"B"}]""");

        Assert.Equal("B", patch.Members["name"].Text);
    }

    [Fact]
    public void Test_before_a_change_is_about_the_stored_user()
    {
        var patch = Read(
            """
            [{"op":"test","path":"/email","value":"a@example.com"},{"op":"test","path":"/name","value":"Ada"},
             {"op":"test","path":"/name","value":"Ada"},{"op":"replace","path":"/name","value":"Bo"}]
            """);

        Assert.Null(patch.Problem);
        Assert.Equal(new(0, "a@example.com"), patch.Expected[UserField.Email]);
        Assert.Equal(new(1, "Ada"), patch.Expected[UserField.PersonName]);
    }

    [Fact]
    public void Test_after_a_change_is_about_the_new_value()
    {
        var patch = Read(
            """[{"op":"replace","path":"/name","value":"Bo"},{"op":"test","path":"/name","value":"Bo"}]""");

        Assert.Null(patch.Problem);
        Assert.Empty(patch.Expected);
    }

    [Theory]
    [InlineData(
        """[{"op":"replace","path":"/name","value":"Bo"},{"op":"test","path":"/name","value":"Al"}]""", "1", Test)]
    [InlineData("""[{"op":"test","path":"/name","value":"Bo"},{"op":"test","path":"/name","value":"Al"}]""", "1", Test)]
    [InlineData("""[{"op":"test","path":"/name","value":7}]""", "0", Test)]
    [InlineData("""[{"op":"replace","path":"/id","value":"7"}]""", "0", Field)]
    [InlineData("""[{"op":"replace","path":"name","value":"Bo"}]""", "0", Field)]
    [InlineData("""[{"op":"add","path":"/name","value":"Bo"},{"op":"remove","path":"/name"}]""", "1", Operation)]
    [InlineData("""[{"op":"Add","path":"/name","value":"Bo"}]""", "0", Operation)]
    public void Operation_that_cannot_be_applied_is_named(string json, string index, string message)
    {
        var problem = Read(json).Problem!;

        Assert.Equal((422, "Patch cannot be applied"), (problem.Status, problem.Error));
        Assert.Equal((index, message), (problem.Details!.Keys.Single(), problem.Details[index].Single()));
    }

    [Theory]
    [InlineData("{}", "_schema: Invalid input type.")]
    [InlineData("[7]", "0: Invalid input type.")]
    [InlineData("""[{"path":"/name","value":"Bo"}]""", "0.op: Missing data for required field.")]
    [InlineData("""[{"op":"add","value":"Bo"}]""", "0.path: Missing data for required field.")]
    [InlineData("""[{"op":7,"path":"/name","value":"Bo"}]""", "0.op: Not a valid string.")]
    [InlineData("""[{"op":"add","path":"/name"}]""", "0.value: Missing data for required field.")]
    [InlineData("""[{"op":"replace","path":"/name"}]""", "0.value: Missing data for required field.")]
    [InlineData("""[{"op":"test","path":"/name"}]""", "0.value: Missing data for required field.")]
    public void Malformed_patch_is_refused(string json, string detail)
    {
        var problem = Read(json).Problem!;

        Assert.Equal(400, problem.Status);
        var (field, messages) = Assert.Single(problem.Details!);
        Assert.Equal(detail, $"{field}: {Assert.Single(messages)}");
    }

    [Theory]
    [InlineData("Ada", null)]
    [InlineData("ada", "1")]
    public void Expectation_is_compared_with_the_stored_user(string name, string? failed)
    {
        var patch = Read(
            $$"""
            [{"op":"test","path":"/email","value":"user7@example.com"},
             {"op":"test","path":"/name","value":"{{name}}"}]
            """);

        Assert.Equal(failed, patch.ProblemWith(PrivateCache.Someone(7))?.Details?.Keys.Single());
    }

    private static JsonPatch Read(string json) => JsonPatch.Read(Encoding.UTF8.GetBytes(json));
}
