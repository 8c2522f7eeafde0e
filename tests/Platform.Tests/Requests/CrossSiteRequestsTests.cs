using Microsoft.AspNetCore.Http;
using Platform.Requests;

namespace Platform.Tests.Requests;

public sealed class CrossSiteRequestsTests
{
    [Theory]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    [InlineData("same-site", false)]
    [InlineData("cross-site", false)]
    [InlineData("", false)]
    [InlineData("SAME-ORIGIN", false)]
    public void Fetch_metadata_must_name_this_origin(string site, bool own)
    {
        Assert.Equal(own, IsOwn(("Sec-Fetch-Site", site)));
        Assert.Equal(own, IsOwn(("Sec-Fetch-Site", site), ("Origin", "http://users.example:8080")));
        Assert.False(IsOwn(("Sec-Fetch-Site", site), ("Origin", "https://evil.example")));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", true)]
    [InlineData("OPTIONS", true)]
    [InlineData("POST", false)]
    [InlineData("PUT", false)]
    [InlineData("PATCH", false)]
    [InlineData("DELETE", false)]
    [InlineData("FROB", false)]
    public void Only_safe_requests_may_come_from_another_site(string method, bool accepted)
    {
        var request = Request(("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example"));
        request.Method = method;

        Assert.Equal(accepted ? null : 403, CrossSiteRequests.Refusal(request)?.Status);
    }

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

    [Fact]
    public void Program_that_says_nothing_is_accepted() => Assert.True(IsOwn(("Cookie", "last_write=1")));

    [Fact]
    public void Forwarded_host_is_used_behind_the_gateway() =>
        Assert.True(IsOwn(("X-Forwarded-Host", "evenkeel.example"), ("Origin", "https://evenkeel.example")));

    [Fact]
    public void Default_port_of_the_scheme_is_accepted() =>
        Assert.True(IsOwn(("X-Forwarded-Host", "evenkeel.example:443"), ("Origin", "https://evenkeel.example")));

    private static bool IsOwn(params (string Name, string Value)[] headers) =>
        CrossSiteRequests.Refusal(Request(headers)) is null;

    private static HttpRequest Request(params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Host) = ("POST", new HostString("users.example:8080"));
        foreach (var (name, value) in headers)
        {
            request.Headers[name] = value;
        }

        return request;
    }
}
