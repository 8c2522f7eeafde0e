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
    public void What_the_browser_says_of_the_site_decides(string site, bool own) =>
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
    public void Otherwise_the_origin_must_be_this_host(string origin, bool own) =>
        Assert.Equal(own, IsOwn(("Origin", origin)));

    [Theory]
    [InlineData("http://users.example:8080/", true)]
    [InlineData("http://users.example:8080/?cursor=x", true)]
    [InlineData("http://evil.example/users.example:8080", false)]
    [InlineData("http://users.example:8080@evil.example/", false)]
    public void Otherwise_the_referring_page_must_be_of_this_host(string referrer, bool own) =>
        Assert.Equal(own, IsOwn(("Referer", referrer)));

    [Fact]
    public void An_origin_goes_before_a_referring_page() =>
        Assert.False(IsOwn(("Origin", "http://evil.example"), ("Referer", "http://users.example:8080/")));

    [Fact]
    public void A_client_that_says_nothing_and_sends_no_cookie_is_no_browser() => Assert.True(IsOwn());

    [Fact]
    public void A_client_that_says_nothing_but_sends_a_cookie_is_refused() =>
        Assert.False(IsOwn(("Cookie", "session=1")));

    [Fact]
    public void Behind_the_gateway_the_host_is_the_forwarded_one() =>
        Assert.True(IsOwn(("X-Forwarded-Host", "evenkeel.example"), ("Origin", "https://evenkeel.example")));

    [Fact]
    public void A_port_that_the_scheme_implies_may_be_written() =>
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
