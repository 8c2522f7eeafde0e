using CsCheck;
using Gateway.Requests;

namespace Gateway.Tests.Requests;

public sealed class RequestTargetTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/?")]
    [InlineData("/api/users")]
    [InlineData("/api/users/")]
    [InlineData("/api/users?limit=1&cursor=a%2Fb//..")]
    [InlineData("/api/users/%C3%A9")]
    [InlineData("/assets/app.v1.2.js")]
    [InlineData("/assets/.well-known")]
    [InlineData("/api/users/a;b")]
    [InlineData("/api/users/...;b")]
    [InlineData("/a%20b")]
    [InlineData("http://example.org/api/users?x=1")]
    [InlineData("https://example.org/")]
    public void Normalized_target_is_plain(string target) => Assert.True(RequestTarget.IsPlain(target));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("api/users")]
    [InlineData("example.org:443")]
    [InlineData("//")]
    [InlineData("//api/users")]
    [InlineData("/api//users")]
    [InlineData("/api/users//")]
    [InlineData("/api/users//?x=1")]
    [InlineData("/.")]
    [InlineData("/..")]
    [InlineData("/api/./users")]
    [InlineData("/api/../sre/slos")]
    [InlineData("/api/..?x=1")]
    [InlineData("/api/..;/users")]
    [InlineData("/api/.;x=1")]
    [InlineData("/api/..%3b/users")]
    [InlineData("/api/..%3Bx")]
    [InlineData("/api/%2e%2e/sre")]
    [InlineData("/api/%2E/users")]
    [InlineData("/api%2fusers")]
    [InlineData("/api%2Fusers")]
    [InlineData("/api%5cusers")]
    [InlineData("/api%5Cusers")]
    [InlineData("/api%252e")]
    [InlineData("/api%00")]
    [InlineData("/api%0a")]
    [InlineData("/api%7f")]
    [InlineData("/api%zz")]
    [InlineData("/api%2")]
    [InlineData("/api\\users")]
    [InlineData("/api users")]
    [InlineData("/api#users")]
    [InlineData("/api?x#y")]
    [InlineData("/api\u00e9")]
    [InlineData("/api\n")]
    [InlineData("http://example.org")]
    [InlineData("http://example.org//api")]
    [InlineData("ftp://example.org/api")]
    public void Other_spelling_is_not_plain(string target) => Assert.False(RequestTarget.IsPlain(target));

    [Fact]
    public void Plain_target_is_unchanged_by_resolving_and_decoding() =>
        Gen.OneOf(Gen.Char["/.%\\25fFeEcC0a;~"], Gen.Char.AlphaNumeric).Array[0, 12].Sample(letters =>
        {
            var path = "/" + new string(letters);
            if (RequestTarget.IsPlain(path))
            {
                var resolved = new Uri("http://h" + path).AbsolutePath;
                var decoded = Uri.UnescapeDataString(path);
                Assert.Equal(Uri.UnescapeDataString(resolved), decoded);
                Assert.Equal(path.Count(letter => letter == '/'), decoded.Count(letter => letter == '/'));
                Assert.DoesNotContain('%', decoded.Where(char.IsAscii));
            }
        }, iter: 20_000);

    [Fact]
    public void Long_target_is_checked_quickly()
    {
        var hostile = "/" + string.Concat(Enumerable.Repeat("a/%2", 2000));

        Assert.False(RequestTarget.IsPlain(hostile));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("?", 0)]
    [InlineData("?a=1", 1)]
    [InlineData("?a=1&b&", 3)]
    public void Parameters_are_counted_by_their_separators(string query, int count) =>
        Assert.Equal(count, RequestTarget.QueryParameters(query));
}
