using CsCheck;
using Gateway.Clients;

namespace Gateway.Tests.Clients;

public sealed class ClientNamesTests
{
    private static readonly ClientNames Names = new(new ClientSettings { Names = ["acme-mobile", "curl-of-ours"] });

    [Theory]
    [InlineData(null, "none")]
    [InlineData("", "none")]
    [InlineData("  ", "none")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("CURL/8.5.0", "curl")]
    [InlineData("curl", "curl")]
    [InlineData("curly/1", "other")]
    [InlineData("python-requests/2.31.0", "python")]
    [InlineData("Python/3.12 aiohttp/3.9.1", "python")]
    [InlineData("Go-http-client/2.0", "go")]
    [InlineData("Java-http-client/21.0.1", "java")]
    [InlineData("k6/0.49.0 (https://k6.io/)", "load-test")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "browser")]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot")]
    [InlineData("acme-mobile/4.2 (iOS 18)", "acme-mobile")]
    [InlineData("Acme-Mobile", "acme-mobile")]
    [InlineData("curl-of-ours/1", "curl-of-ours")]
    [InlineData("/", "other")]
    [InlineData("\u00e9/1", "other")]
    public void Client_is_named_by_its_first_product(string? userAgent, string name) =>
        Assert.Equal(name, Names.Of(userAgent));

    [Fact]
    public void Any_user_agent_gives_one_of_few_names()
    {
        var seen = new HashSet<string>();

        // No product that is known begins like that.
        Gen.String.Sample(
            text =>
            {
                lock (seen)
                {
                    seen.Add(Names.Of($"?{text}"));
                }
            },
            iter: 20_000);

        Assert.Subset(new HashSet<string> { "other", "bot" }, seen);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\"b")]
    [InlineData("012345678901234567890123456789012345678901234567890")]
    public void Impossible_product_name_is_refused(string name)
    {
        var (key, problem) = Assert.Single(new ClientSettings { Names = [name] }.Problems());

        Assert.Equal(("Names:0", "must be 1 to 50 letters, digits, '-', '_' and '.'."), (key, problem));
    }

    [Fact]
    public void Number_of_configured_names_is_limited() => Assert.Equal(
        [("Names", "must not be more than 50.")],
        new ClientSettings { Names = [.. Enumerable.Range(0, 51).Select(number => $"name{number}")] }.Problems());
}
