using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using UsersService.Api;

namespace UsersService.Tests.Bodies;

public sealed class JsonBodyTests(UsersApi api) : IClassFixture<UsersApi>
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;CHARSET=\"UTF-8\"")]
    public async Task Json_in_utf8_is_accepted(string contentType) =>
        Assert.Equal(201, (await PostAsync(contentType)).Status);

    [Theory]
    [InlineData("")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=bogus")]
    [InlineData("application/json; charset=")]
    [InlineData("application/json, application/json")]
    [InlineData("application/json; charset=utf-8; charset=latin1")]
    [InlineData("json")]
    public async Task Other_media_types_are_refused(string contentType)
    {
        var answer = await PostAsync(contentType);

        Assert.Equal((415, "Unsupported media type"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("bogus")]
    public async Task Compressed_body_is_refused(string coding)
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[1_000_000], TestContext.Current.CancellationToken);
        }

        var answer = await api.SendBytesAsync(
            "POST", "/api/users", bomb.ToArray(), "application/json", ("Content-Encoding", coding));

        Assert.Equal(415, answer.Status);
    }

    [Theory]
    [InlineData("{\"name\":", "Malformed or incomplete at line 1, byte 9.")]
    [InlineData("", "Malformed or incomplete at line 1, byte 1.")]
    [InlineData("{\"name\":\"\\ud800\"}", "Invalid Unicode text at line 1, byte 9.")]
    public async Task Invalid_json_is_refused_with_its_position(string body, string fault)
    {
        var answer = await api.SendAsync("POST", "/api/users", body);

        Assert.Equal((400, "Invalid JSON"), (answer.Status, answer.Error));
        Assert.Equal([fault], answer.Details("_schema"));
    }

    [Fact]
    public async Task Body_of_the_maximum_size_is_read()
    {
        var answer = await api.SendAsync("POST", "/api/users", "{}".PadRight(ApiModule.MaxBodySize));

        Assert.Equal((400, "Validation failed"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task Body_over_the_maximum_size_is_refused()
    {
        var answer = await api.SendAsync("POST", "/api/users", "{}".PadRight(ApiModule.MaxBodySize + 1));

        Assert.Equal((413, "Payload too large"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task Body_over_the_maximum_size_without_content_length_is_refused()
    {
        var chunk = $"2000\r\n{new string(' ', 0x2000)}\r\n";

        var answer = await RawAsync(
            "POST /api/users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + $"Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}{chunk}0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"error\":\"Payload too large\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_in_any_pieces_is_read()
    {
        var body = """{"name":"Ada","email":"pieces@example.com"}""";
        var chunks = string.Concat(body.Select(letter => $"1\r\n{letter}\r\n"));

        var answer = await RawAsync(
            "POST /api/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 201 ", answer, StringComparison.Ordinal);
    }

    private Task<Answer> PostAsync(string contentType) => api.SendBytesAsync(
        "POST", "/api/users", Encoding.UTF8.GetBytes(
            $$"""{"name":"Ada","email":"{{api.NextEmail()}}"}"""), contentType);

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient("localhost", api.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "0")
        {
            answer.AppendLine(line);
        }

        return answer.ToString();
    }
}
