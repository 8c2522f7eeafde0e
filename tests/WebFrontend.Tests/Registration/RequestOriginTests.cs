using Microsoft.AspNetCore.Http;
using WebFrontend.Registration;

namespace WebFrontend.Tests.Registration;

public sealed class RequestOriginTests
{
    [Theory]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    [InlineData("same-site", false)]
    [InlineData("cross-site", false)]
    [InlineData("", false)]
    [InlineData("SAME-ORIGIN", false)]
    public void Fetch_metadata_decides_first(string site, bool own) =>
        Assert.Equal(own, IsOwn(
            ("Sec-Fetch-Site", site), ("Origin", own ? "https://evil.example" : "http://users.example:8080")));

    [Theory]
    [InlineData("http://users.example:8080", true)]
    [InlineData("https://users.example:8080", true)]
    [InlineData("http://USERS.example:8080", true)]
    [InlineData("http://users.example", false)]
    [InlineData("http://users.example:8081", false)]
    [InlineData("http://users.example:8080.evil.example", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("ftp://users.example:8080", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void Origin_must_be_this_host(string origin, bool own) =>
        Assert.Equal(own, IsOwn(("Origin", origin)));

    [Theory]
    [InlineData("http://users.example:8080/", true)]
    [InlineData("http://users.example:8080/?cursor=x", true)]
    [InlineData("http://evil.example/users.example:8080", false)]
    [InlineData("http://users.example:8080@evil.example/", false)]
    public void Referrer_must_be_of_this_host(string referrer, bool own) =>
        Assert.Equal(own, IsOwn(("Referer", referrer)));

    [Fact]
    public void Origin_takes_precedence_over_referrer() =>
        Assert.False(IsOwn(("Origin", "http://evil.example"), ("Referer", "http://users.example:8080/")));

    [Fact]
    public void Client_without_headers_or_cookie_is_accepted() => Assert.True(IsOwn());

    [Fact]
    public void Client_without_headers_but_with_a_cookie_is_refused() =>
        Assert.False(IsOwn(("Cookie", "session=1")));

    [Fact]
    public void Forwarded_host_is_used_behind_the_gateway() =>
        Assert.True(IsOwn(("X-Forwarded-Host", "evenkeel.example"), ("Origin", "https://evenkeel.example")));

    [Fact]
    public void Default_port_of_the_scheme_is_accepted() =>
        Assert.True(IsOwn(("X-Forwarded-Host", "evenkeel.example:443"), ("Origin", "https://evenkeel.example")));

    private static bool IsOwn(params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Host = new HostString("users.example:8080");
        foreach (var (name, value) in headers)
        {
            request.Headers[name] = value;
        }

        return RequestOrigin.IsOwn(request);
    }
}
