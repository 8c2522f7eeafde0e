namespace UsersService.Tests.Users;

public sealed class UserEndpointsTests(UsersApi api) : IClassFixture<UsersApi>
{
    private const string Nobody = "/api/users/9223372036854775807";

    [Fact]
    public async Task Create_returns_the_user_and_its_location()
    {
        var created = await api.CreateAsync("  Grace Hopper ", "Grace@Example.org");

        Assert.Equal(201, created.Status);
        Assert.Equal($"/api/users/{created.Id}", created.Header("Location"));
        Assert.Equal($"\"{created.Id}-1\"", created.ETag);
        Assert.Equal("Grace Hopper", created.Json.GetProperty("name").GetString());
        Assert.Equal("Grace@Example.org", created.Json.GetProperty("email").GetString());
        Assert.Equal(created.Body, (await api.SendAsync("GET", created.Header("Location")!)).Body);
    }

    [Theory]
    [InlineData("ada@bücher.example", "ADA@BÜCHER.EXAMPLE")]
    [InlineData("bob@bücher.example", "Bob@xn--bcher-kva.example")]
    [InlineData("caf\u00e9@example.com", "cafe\u0301@example.com")]
    [InlineData("σοφός@example.org", "ΣΟΦΌΣ@example.org")]
    [InlineData("ſ\u00b5ß@example.org", "S\u039cSS@example.org")]
    public async Task Email_can_be_registered_once_whatever_its_spelling(string first, string second)
    {
        await api.CreateAsync(email: first);

        var answer = await api.CreateAsync(email: second);

        Assert.Equal((409, "Email already exists"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("""{}""", "name", "Missing data for required field.")]
    [InlineData("""{"name":null}""", "name", "Field may not be null.")]
    [InlineData("""{"name":7}""", "name", "Not a valid string.")]
    [InlineData("""{"name":{"first":"A"}}""", "name", "Not a valid string.")]
    [InlineData("""{"name":" \t"}""", "name", "Invalid value.")]
    [InlineData("""{"name":"a\u200bb"}""", "name", "Contains characters that are not allowed.")]
    [InlineData("""{"name":"a\u0000b"}""", "name", "Contains characters that are not allowed.")]
    [InlineData("""{"Name":"Ada"}""", "name", "Missing data for required field.")]
    [InlineData("""{"Name":"Ada"}""", "Name", "Unknown field.")]
    [InlineData("""{"__proto__":{"admin":true}}""", "__proto__", "Unknown field.")]
    [InlineData("""{"id":1}""", "id", "Unknown field.")]
    [InlineData("""{"email":true}""", "email", "Not a valid string.")]
    [InlineData("""{"email":"nobody"}""", "email", "Not a valid email address.")]
    [InlineData("""{"email":""}""", "email", "Not a valid email address.")]
    [InlineData("""[]""", "_schema", "Invalid input type.")]
    [InlineData("null", "_schema", "Invalid input type.")]
    [InlineData("""[{"name":"Ada","email":"ada@example.com"}]""", "_schema", "Invalid input type.")]
    public async Task Invalid_user_is_refused_and_the_field_is_named(string body, string field, string message)
    {
        var answer = await api.SendAsync("POST", "/api/users", body);

        Assert.Equal((400, "Validation failed"), (answer.Status, answer.Error));
        Assert.Contains(message, answer.Details(field));
    }

    [Fact]
    public async Task All_errors_are_reported_together()
    {
        var answer = await api.SendAsync("POST", "/api/users", """{"name":"","email":"x","role":"admin","age":3}""");

        Assert.Equal(
            ["age", "email", "name", "role"],
            answer.Json.GetProperty("details").EnumerateObject().Select(field => field.Name).Order());
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Robert'); drop table users;--")]
    [InlineData("${jndi:ldap://x}{{7*7}}=cmd|' /C calc'!A0")]
    [InlineData("محمد 李小龍 👩\u200d💻 O’Neil")]
    public async Task Name_is_stored_unchanged(string name)
    {
        var created = await api.CreateAsync(name);

        Assert.Equal(name, created.Json.GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("%201")]
    [InlineData("1%20")]
    [InlineData("1.0")]
    [InlineData("0x1")]
    [InlineData("١")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999")]
    [InlineData("abc")]
    [InlineData("1/unknown")]
    public async Task Path_that_is_not_an_id_is_a_404(string id)
    {
        foreach (var method in new[] { "GET", "PUT", "PATCH", "DELETE" })
        {
            var answer = await api.SendAsync(method, $"/api/users/{id}", method == "GET" ? null : "{}");

            Assert.Equal((404, "Not found"), (answer.Status, answer.Error));
        }
    }

    [Fact]
    public async Task Unknown_id_is_a_404()
    {
        var user = """{"name":"Ada","email":"nobody@example.com"}""";

        Assert.Equal(404, (await api.SendAsync("GET", Nobody)).Status);
        Assert.Equal(404, (await api.SendAsync("PUT", Nobody, user)).Status);
        Assert.Equal(404, (await api.SendAsync("PATCH", Nobody, "{}")).Status);
        Assert.Equal(404, (await api.SendAsync("DELETE", Nobody)).Status);
    }

    [Fact]
    public async Task Replaced_user_has_the_new_values_and_a_new_tag()
    {
        var created = await api.CreateAsync();
        var email = api.NextEmail();

        var replaced = await api.SendAsync(
            "PUT", $"/api/users/{created.Id}", $$"""{"name":"New","email":"{{email}}"}""");

        Assert.Equal((200, $"\"{created.Id}-2\""), (replaced.Status, replaced.ETag));
        Assert.Equal("New", replaced.Json.GetProperty("name").GetString());
        Assert.Equal(email, replaced.Json.GetProperty("email").GetString());
        Assert.Equal(
            created.Json.GetProperty("created_at").GetString(), replaced.Json.GetProperty("created_at").GetString());
    }

    [Fact]
    public async Task User_can_be_put_back_as_read()
    {
        var created = await api.CreateAsync();

        var again = await api.SendAsync("PUT", $"/api/users/{created.Id}", created.Body);

        Assert.Equal((200, created.ETag, created.Body), (again.Status, again.ETag, again.Body));
    }

    [Theory]
    [InlineData("id", "7777")]
    [InlineData("id", "\"1\"")]
    [InlineData("created_at", "\"2020-01-01T00:00:00.000000+00:00\"")]
    [InlineData("created_at", "\"yesterday\"")]
    [InlineData("created_at", "5")]
    public async Task Read_only_members_cannot_be_changed(string field, string value)
    {
        var created = await api.CreateAsync();

        var answer = await api.SendAsync(
            "PATCH", $"/api/users/{created.Id}", $$"""{"name":"New","{{field}}":{{value}}}""");

        Assert.Equal((400, "Validation failed"), (answer.Status, answer.Error));
        Assert.Equal(["Read-only field."], answer.Details(field));
        Assert.Equal(created.Body, (await api.SendAsync("GET", $"/api/users/{created.Id}")).Body);
    }

    [Fact]
    public async Task Replace_needs_all_fields()
    {
        var created = await api.CreateAsync();

        var answer = await api.SendAsync("PUT", $"/api/users/{created.Id}", """{"name":"New"}""");

        Assert.Equal(["Missing data for required field."], answer.Details("email"));
    }

    [Theory]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json")]
    public async Task Patch_changes_only_the_fields_in_it(string contentType)
    {
        var created = await api.CreateAsync();

        var patched = await api.SendBytesAsync(
            "PATCH", $"/api/users/{created.Id}", """{"name":"New"}"""u8.ToArray(), contentType);

        Assert.Equal((200, "New"), (patched.Status, patched.Json.GetProperty("name").GetString()));
        Assert.Equal(created.Json.GetProperty("email").GetString(), patched.Json.GetProperty("email").GetString());
    }

    [Fact]
    public async Task Patch_cannot_remove_a_field()
    {
        var created = await api.CreateAsync();

        var answer = await api.SendAsync("PATCH", $"/api/users/{created.Id}", """{"name":null}""");

        Assert.Equal(["Field may not be null."], answer.Details("name"));
    }

    [Fact]
    public async Task Email_cannot_be_changed_to_that_of_another_user()
    {
        var other = await api.CreateAsync();
        var created = await api.CreateAsync();
        var taken = other.Json.GetProperty("email").GetString()!.ToUpperInvariant();

        var answer = await api.SendAsync("PATCH", $"/api/users/{created.Id}", $$"""{"email":"{{taken}}"}""");

        Assert.Equal((409, "Email already exists"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task Email_of_a_user_can_change_its_case()
    {
        var created = await api.CreateAsync(email: "case@example.com");

        var patched = await api.SendAsync("PATCH", $"/api/users/{created.Id}", """{"email":"CASE@example.com"}""");

        Assert.Equal((200, "CASE@example.com"), (patched.Status, patched.Json.GetProperty("email").GetString()));
    }

    [Fact]
    public async Task Deleted_user_is_a_404_and_its_email_is_free()
    {
        var created = await api.CreateAsync();
        var email = created.Json.GetProperty("email").GetString();

        var deleted = await api.SendAsync("DELETE", $"/api/users/{created.Id}");

        Assert.Equal((204, ""), (deleted.Status, deleted.Body));
        Assert.Equal(404, (await api.SendAsync("GET", $"/api/users/{created.Id}")).Status);
        Assert.Equal(404, (await api.SendAsync("DELETE", $"/api/users/{created.Id}")).Status);
        Assert.DoesNotContain(email!, (await api.SendAsync("GET", "/api/users")).Body, StringComparison.Ordinal);
        Assert.Equal(201, (await api.CreateAsync(email: email)).Status);
    }

    [Theory]
    [InlineData("/api/users")]
    [InlineData("/api/users/1")]
    public async Task Head_has_the_headers_of_a_get_and_no_body(string path)
    {
        await api.CreateAsync();

        var get = await api.SendAsync("GET", path);
        var head = await api.SendAsync("HEAD", path);

        Assert.Equal((get.Status, ""), (head.Status, head.Body));
        Assert.Equal((get.ETag, get.Header("Content-Type")), (head.ETag, head.Header("Content-Type")));
    }

    [Theory]
    [InlineData("/api/users", "GET, HEAD, POST, OPTIONS")]
    [InlineData("/api/users/1", "DELETE, GET, HEAD, PATCH, PUT, OPTIONS")]
    public async Task Options_and_405_name_the_allowed_methods(string path, string allowed)
    {
        var options = await api.SendAsync("OPTIONS", path);
        var trace = await api.SendAsync("BREW", path);

        Assert.Equal((204, allowed), (options.Status, options.Header("Allow")));
        Assert.Equal((405, allowed, "Method not allowed"), (trace.Status, trace.Header("Allow"), trace.Error));
    }

    [Theory]
    [InlineData("POST", "/api/users?dry_run=true")]
    [InlineData("GET", "/api/users/1?status=all")]
    [InlineData("DELETE", "/api/users/1?force=true")]
    public async Task Unknown_query_parameter_is_refused(string method, string path)
    {
        var answer = await api.SendAsync(method, path, method == "POST" ? "{}" : null);

        Assert.Equal((400, "Invalid query parameter"), (answer.Status, answer.Error));
    }
}
