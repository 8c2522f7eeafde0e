using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Testing;

namespace WebFrontend.Tests.Registration;

public sealed class FormTests : IAsyncLifetime
{
    private UsersReplica _users = null!;
    private RunningFrontend _frontend = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _users = await UsersReplica.StartAsync();
        _users.Answer = UsersReplica.List("[]", Created);
        _frontend = RunningFrontend.Start(_users);
    }

    public async ValueTask DisposeAsync()
    {
        await _frontend.DisposeAsync();
        await _users.DisposeAsync();
    }

    [Fact]
    public async Task Registration_redirects_to_the_page()
    {
        using var response = await PostAsync("name=Grace+Hopper&email=grace%40example.org");

        Assert.Equal((HttpStatusCode.Redirect, "/"), (response.StatusCode, response.Headers.Location?.ToString()));
        Assert.Equal("""{"name":"Grace Hopper","email":"grace@example.org"}""", _users.Written);
    }

    [Fact]
    public async Task White_space_around_values_is_trimmed()
    {
        using var response = await PostAsync("name=%20%C2%A0Grace%20&email=%20grace%40example.org%0A");

        Assert.Equal("""{"name":"Grace","email":"grace@example.org"}""", _users.Written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("name=Grace")]
    [InlineData("name=Grace&email=")]
    [InlineData("name=%20%20&email=grace%40example.org")]
    [InlineData("email=grace%40example.org")]
    [InlineData("__proto__=1&Name[]=2")]
    public async Task Both_values_are_required(string body)
    {
        using var response = await PostAsync(body);

        await AssertPageSaysAsync("Name and email are required", response);
        Assert.Null(_users.Written);
    }

    [Theory]
    [InlineData(400, "Validation failed", """{"email":["Not a valid email address."]}""", "Not a valid email address.")]
    [InlineData(
        400, "Validation failed",
        """{"name":["Longer than maximum length 100."]}""", "Longer than maximum length 100.")]
    [InlineData(409, "Email already exists", "null", "Email already exists")]
    [InlineData(503, "Failed to create user", "null", "Failed to create user")]
    [InlineData(500, "Internal server error", "null", "Failed to create user")]
    [InlineData(429, "Too many requests", "null", "Failed to create user")]
    public async Task Refused_form_shows_the_page_with_the_error(int status, string error, string details, string text)
    {
        _users.Answer = UsersReplica.List("[]", context => UsersReplica.ProblemAsync(context, status, error, details));

        using var response = await PostAsync("name=Grace&email=grace%40example.org");

        await AssertPageSaysAsync(text, response);
    }

    [Fact]
    public async Task Field_errors_are_shown_next_to_their_fields()
    {
        _users.Answer = UsersReplica.List("[]", context => UsersReplica.ProblemAsync(
            context, 400, "Validation failed",
            """{"name":["Invalid value."],"email":["Not a valid email address."]}"""));

        using var response = await PostAsync("name=%3F&email=x");

        var page = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Matches("""id="name-error">Invalid value\.<""", page);
        Assert.Matches("""id="email-error">Not a valid email address\.<""", page);
        Assert.Matches("""id="form-error" role="alert">Not a valid email address\.<""", page);
    }

    [Fact]
    public async Task Input_is_kept_and_encoded()
    {
        using var response = await PostAsync("name=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&email=");

        var page = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_reports_a_failed_registration_without_users_service()
    {
        await using var frontend = RunningFrontend.Start(["http://127.0.0.1:1"]);

        using var response = await frontend.Client.PostAsync(
            "/user", Form("name=Grace&email=grace%40example.org"), Cancellation);

        await AssertPageSaysAsync("Failed to create user", response);
        Assert.Contains(
            "unknown total", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_goes_to_the_next_replica_when_one_refuses_the_connection()
    {
        await using var frontend = RunningFrontend.Start([$"http://127.0.0.1:{FreePorts.Next()}", _users.Address]);
        for (var post = 0; post < 4; post++)
        {
            using var content = Form("name=Grace&email=grace%40example.org");
            using var response = await frontend.Client.PostAsync("/user", content, Cancellation);
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        }
    }

    [Fact]
    public async Task Write_that_arrived_is_never_sent_twice()
    {
        _users.Answer = UsersReplica.List("[]", context => { context.Abort(); return Task.CompletedTask; });

        using var response = await PostAsync("name=Grace&email=grace%40example.org");

        Assert.Equal(1, _users.Headers.Count(headers => headers.ContainsKey("Content-Type")));
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("text/plain", "name=a&email=b")]
    [InlineData("multipart/form-data; boundary=x", "--x--")]
    [InlineData("multipart/form-data", "")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "name=a&email=b")]
    [InlineData("application/x-www-form-urlencoded; charset=nonsense", "name=a&email=b")]
    [InlineData("nonsense", "name=a&email=b")]
    [InlineData(null, "name=a&email=b")]
    public async Task Body_other_than_a_form_is_refused(string? contentType, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await _frontend.Client.PostAsync("/user", content, Cancellation);

        await AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, "Unsupported media type", response);
    }

    [Fact]
    public async Task Compressed_body_is_refused()
    {
        using var content = Form("name=a&email=b");
        content.Headers.ContentEncoding.Add("gzip");

        using var response = await _frontend.Client.PostAsync("/user", content, Cancellation);

        await AssertProblemAsync(HttpStatusCode.UnsupportedMediaType, "Unsupported media type", response);
    }

    [Fact]
    public async Task Form_with_more_than_1024_keys_is_a_bad_request()
    {
        using var response = await PostAsync(string.Join('&', Enumerable.Range(0, 1025).Select(key => $"k{key}=")));

        await AssertProblemAsync(HttpStatusCode.BadRequest, "Bad request", response);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_over_16_KiB_is_too_large(bool chunked)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, "/user") { Content = Form($"name={new string('a', 16 * 1024)}") };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await _frontend.Client.SendAsync(request, Cancellation);

        await AssertProblemAsync(HttpStatusCode.RequestEntityTooLarge, "Payload too large", response);
    }

    [Fact]
    public async Task Get_of_the_form_address_is_not_allowed()
    {
        using var response = await _frontend.Client.GetAsync("/user", Cancellation);

        await AssertProblemAsync(HttpStatusCode.MethodNotAllowed, "Method not allowed", response);
    }

    [Fact]
    public async Task Any_bytes_get_no_server_error() =>
        await Gen.Byte.Array[0, 600].SampleAsync(async bytes =>
        {
            using var content = new ByteArrayContent(bytes);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
            using var response = await _frontend.Client.PostAsync("/user", content, Cancellation);

            Assert.InRange((int)response.StatusCode, 200, 499);
        }, iter: 100, threads: 1);

    private static Task Created(HttpContext context) => UsersReplica.JsonAsync(
        context, 201,
        """{"id":4,"name":"Grace","email":"grace@example.org","created_at":"2026-11-23T09:07:10.935110+00:00"}""");

    private static StringContent Form(string body) => new(body, Encoding.UTF8, "application/x-www-form-urlencoded");

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = Form(body);
        return await _frontend.Client.PostAsync("/user", content, Cancellation);
    }

    private static async Task AssertPageSaysAsync(string text, HttpResponseMessage response)
    {
        Assert.Equal(
            (HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(
            $">{text}</p>", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task AssertProblemAsync(HttpStatusCode status, string error, HttpResponseMessage response)
    {
        Assert.Equal(status, response.StatusCode);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(error, problem.GetProperty("error").GetString());
    }
}
