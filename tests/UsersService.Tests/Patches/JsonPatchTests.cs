using System.Text;

namespace UsersService.Tests.Patches;

public sealed class JsonPatchTests(UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Patch_is_applied_as_a_whole()
    {
        var user = await api.CreateAsync("Ada");
        var email = api.NextEmail();

        var answer = await PatchAsync(
            user,
            $$"""
            [{"op":"test","path":"/name","value":"Ada"}, {"op":"replace","path":"/name","value":"Augusta"},
             {"op":"test","path":"/name","value":"Augusta"}, {"op":"add","path":"/email","value":"{{email}}"}]
            """);

        Assert.Equal((200, $"\"{user.Id}-2\""), (answer.Status, answer.ETag));
        Assert.Equal("Augusta", answer.Json.GetProperty("name").GetString());
        Assert.Equal(email, answer.Json.GetProperty("email").GetString());
    }

    [Theory]
    [InlineData(
        """[{"op":"replace","path":"/name","value":"New"},{"op":"test","path":"/email","value":"x@example.com"}]""",
        "1", "The test failed.")]
    [InlineData("""[{"op":"test","path":"/name","value":"ada"}]""", "0", "The test failed.")]
    [InlineData("""[{"op":"test","path":"/name","value":null}]""", "0", "The test failed.")]
    [InlineData(
        """[{"op":"test","path":"/name","value":"Ada"},{"op":"test","path":"/name","value":"Bob"}]""", "1",
        "The test failed.")]
    [InlineData(
        """[{"op":"replace","path":"/name","value":"New"},{"op":"test","path":"/name","value":"Ada"}]""", "1",
        "The test failed.")]
    [InlineData("""[{"op":"remove","path":"/name"}]""", "0", "Only add, replace and test are supported.")]
    [InlineData("""[{"op":"ADD","path":"/name","value":"New"}]""", "0", "Only add, replace and test are supported.")]
    [InlineData("""[{"op":"replace","path":"/id","value":7}]""", "0", "Only /name and /email can be changed.")]
    [InlineData("""[{"op":"replace","path":"","value":{}}]""", "0", "Only /name and /email can be changed.")]
    [InlineData("""[{"op":"replace","path":"/name/0","value":"x"}]""", "0", "Only /name and /email can be changed.")]
    public async Task Patch_that_cannot_be_applied_changes_nothing_and_names_the_operation(
        string patch, string operation, string why)
    {
        var user = await api.CreateAsync("Ada");

        var answer = await PatchAsync(user, patch);

        Assert.Equal((422, "Patch cannot be applied"), (answer.Status, answer.Error));
        Assert.Equal([why], answer.Details(operation));
        Assert.Equal(user.ETag, (await api.SendAsync("GET", $"/api/users/{user.Id}")).ETag);
    }

    [Theory]
    [InlineData("""{"op":"add"}""", "_schema", "Invalid input type.")]
    [InlineData("""[7]""", "0", "Invalid input type.")]
    [InlineData("""[{"path":"/name","value":"x"}]""", "0.op", "Missing data for required field.")]
    [InlineData("""[{"op":"add","value":"x"}]""", "0.path", "Missing data for required field.")]
    [InlineData("""[{"op":"add","path":"/name"}]""", "0.value", "Missing data for required field.")]
    [InlineData("""[{"op":1,"path":"/name"}]""", "0.op", "Not a valid string.")]
    [InlineData("""[{"op":"add","path":"/name","value":7}]""", "name", "Not a valid string.")]
    [InlineData("""[{"op":"add","path":"/name","value":null}]""", "name", "Field may not be null.")]
    [InlineData("""[{"op":"add","path":"/email","value":"x"}]""", "email", "Not a valid email address.")]
    public async Task Malformed_patch_or_invalid_result_is_refused(string patch, string field, string message)
    {
        var answer = await PatchAsync(await api.CreateAsync(), patch);

        Assert.Equal((400, "Validation failed"), (answer.Status, answer.Error));
        Assert.Equal([message], answer.Details(field));
    }

    [Theory]
    [InlineData("[")]
    [InlineData("""[{"op":"add","op":"test"}]""")]
    [InlineData("""[{"op":"add","path":"/name","value":"\ud800"}]""")]
    public async Task Invalid_json_is_refused(string patch)
    {
        var answer = await PatchAsync(await api.CreateAsync(), patch);

        Assert.Equal((400, "Invalid JSON"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task Empty_patch_changes_nothing()
    {
        var user = await api.CreateAsync();

        var answer = await PatchAsync(user, "[]");

        Assert.Equal((200, user.ETag, user.Body), (answer.Status, answer.ETag, answer.Body));
    }

    [Fact]
    public async Task Failed_test_of_an_old_version_is_a_412()
    {
        var user = await api.CreateAsync("Ada");

        var answer = await PatchAsync(user, """[{"op":"test","path":"/name","value":"Bob"}]""", ("If-Match", "\"x\""));

        Assert.Equal((412, user.ETag), (answer.Status, answer.ETag));
    }

    [Fact]
    public async Task One_of_many_concurrent_test_and_replace_patches_succeeds()
    {
        var user = await api.CreateAsync("Ada");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(racer => PatchAsync(
            user,
            """[{"op":"test","path":"/name","value":"Ada"},"""
            + $$"""{"op":"replace","path":"/name","value":"Racer {{racer}}"}]""")));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(39, answers.Count(answer => answer.Status == 422));
    }

    [Fact]
    public async Task Other_patch_format_is_a_415_with_accept_patch()
    {
        var answer = await api.SendBytesAsync("PATCH", "/api/users/1", [], "text/plain");

        Assert.Equal(415, answer.Status);
        Assert.Equal(
            "application/merge-patch+json, application/json-patch+json, application/json",
            answer.Header("Accept-Patch"));
    }

    private Task<Answer> PatchAsync(Answer user, string patch, params (string, string)[] headers) => api.SendBytesAsync(
        "PATCH", $"/api/users/{user.Id}", Encoding.UTF8.GetBytes(patch), "application/json-patch+json", headers);
}
