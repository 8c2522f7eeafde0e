using Microsoft.AspNetCore.Http;
using WebFrontend.Html;

namespace WebFrontend.Tests.Html;

public sealed class ForwardedOriginTests
{
    [Theory]
    [InlineData("https", "evenkeel.example", "https://evenkeel.example")]
    [InlineData("http", "evenkeel.example:8080", "http://evenkeel.example:8080")]
    [InlineData(null, null, "http://web.internal:8083")]
    [InlineData("", "", "http://web.internal:8083")]
    [InlineData("javascript", "evenkeel.example", "http://evenkeel.example")]
    public void Origin_is_forwarded_or_of_the_request(string? scheme, string? host, string origin) =>
        Assert.Equal(origin, ForwardedOrigin.OriginOf(Request([scheme], [host])));

    [Fact]
    public void Repeated_header_is_ignored() => Assert.Equal(
        "http://web.internal:8083", ForwardedOrigin.OriginOf(Request(["https", "https"], ["a.example", "b.example"])));

    private static HttpRequest Request(string?[] schemes, string?[] hosts)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("http", new HostString("web.internal:8083"));
        request.Headers["X-Forwarded-Proto"] = schemes;
        request.Headers["X-Forwarded-Host"] = hosts;
        return request;
    }
}
