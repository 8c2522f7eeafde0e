using System.IO.Compression;
using System.Text;

namespace EndToEnd.Tests.Hostile;

/// <summary>Bodies with a wrong, repeated or unsupported media type or encoding.</summary>
[Collection(SystemFixture.Registering)]
public sealed class MediaTypeTests(SystemFixture system)
{
    private static readonly byte[] Ada = """{"name":"Ada","email":"nobody@example.org"}"""u8.ToArray();

    [Theory]
    [InlineData]
    [InlineData("Content-Type: ")]
    [InlineData("Content-Type: ;")]
    [InlineData("Content-Type: text/plain")]
    [InlineData("Content-Type: text/json")]
    [InlineData("Content-Type: application/x-www-form-urlencoded")]
    [InlineData("Content-Type: multipart/form-data")]
    [InlineData("Content-Type: application/json, text/html")]
    [InlineData("Content-Type: application/json", "Content-Type: text/html")]
    [InlineData("Content-Type: application/json", "Content-Type: application/json")]
    [InlineData("Content-Type: application/json; charset=klingon")]
    [InlineData("Content-Type: application/json; charset=utf-16")]
    [InlineData("Content-Type: application/json; charset=")]
    [InlineData("Content-Type: application/json; charset=utf-8; charset=utf-7")]
    [InlineData("Content-Type: application/json", "Content-Encoding: gzip")]
    [InlineData("Content-Type: application/json", "Content-Encoding: identity, br")]
    [InlineData("Content-Type: application/json", "Content-Encoding: x")]
    public async Task Body_is_refused_unless_its_headers_say_plain_json(params string[] headers) =>
        (await system.SendAsync("POST", "/api/users", Ada, headers)).AssertProblem(415, "Unsupported media type");

    [Theory]
    [InlineData("/api/users", "Content-Type: application/json")]
    [InlineData("/user", "Content-Type: application/x-www-form-urlencoded")]
    public async Task Gzip_bomb_is_not_decompressed(string path, string type) =>
        (await system.SendAsync("POST", path, Bomb(), type, "Content-Encoding: gzip"))
            .AssertProblem(415, "Unsupported media type");

    [Theory]
    [InlineData("Content-Type: multipart/form-data")]
    [InlineData("Content-Type: multipart/form-data; boundary=")]
    [InlineData("Content-Type: multipart/form-data; boundary=x")]
    [InlineData("Content-Type: application/json")]
    [InlineData("Content-Type: application/x-www-form-urlencoded; charset=klingon")]
    [InlineData("Content-Type: application/x-www-form-urlencoded", "Content-Type: text/plain")]
    [InlineData]
    public async Task Form_other_than_urlencoded_is_refused(params string[] headers) =>
        (await system.SendAsync("POST", "/user", Ada, headers)).AssertProblem(415, "Unsupported media type");

    [Fact]
    public async Task Form_with_1025_keys_is_refused() =>
        (await PostFormAsync(string.Join('&', Enumerable.Range(0, 1025).Select(number => $"k{number}=1"))))
            .AssertProblem(400, "Bad request");

    [Fact]
    public async Task Form_with_NUL_is_refused() =>
        (await PostFormAsync("name=Ada&email=%00")).AssertProblem(400, "Bad request");

    [Fact]
    public async Task Form_with_an_endless_key_is_refused() =>
        (await PostFormAsync(new string('k', 16_000))).AssertProblem(400, "Bad request");

    [Fact]
    public async Task Form_over_16_KiB_is_refused() =>
        (await PostFormAsync("name=" + new string('a', 16 * 1024))).AssertProblem(413, "Payload too large");

    [Theory]
    [InlineData("")]
    [InlineData("&&&=&=")]
    [InlineData("name=%ff%fe&email=%ff")]
    [InlineData("name=%u0041&email=%zz%")]
    [InlineData("name=a&name=b&email=c&email=d")]
    [InlineData("name[]=a&email[$ne]=b")]
    [InlineData("name=%ED%A0%80&email=%ED%A0%80")]
    [InlineData("name=%3Cscript%3Ealert(1)%3C%2Fscript%3E&email=%22%3E%3Cscript%3E")]
    public async Task Invalid_form_shows_the_page_with_the_reason(string form)
    {
        var reply = await PostFormAsync(form);

        reply.AssertSound();
        Assert.Equal(200, reply.Status);
        Assert.DoesNotContain("<script>", reply.Body, StringComparison.Ordinal);
    }

    private Task<Reply> PostFormAsync(string form) => system.SendAsync(
        "POST", "/user", Encoding.Latin1.GetBytes(form), "Content-Type: application/x-www-form-urlencoded");

    private static byte[] Bomb()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(new byte[10_000_000]);
        }

        return packed.ToArray();
    }
}
