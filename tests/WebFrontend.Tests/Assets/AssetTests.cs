using System.IO.Compression;
using System.Net;

namespace WebFrontend.Tests.Assets;

public sealed class AssetTests(AssetTests.Site site) : IClassFixture<AssetTests.Site>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("site.css", "text/css; charset=utf-8")]
    [InlineData("users.js", "text/javascript; charset=utf-8")]
    [InlineData("icon.svg", "image/svg+xml; charset=utf-8")]
    public async Task Asset_has_its_media_type_and_is_revalidated(string file, string type)
    {
        using var response = await site.Client.GetAsync($"/assets/{file}", Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-cache", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Unchanged_asset_returns_304_without_a_body()
    {
        using var first = await site.Client.GetAsync("/assets/site.css", Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/assets/site.css");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await site.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Head_returns_the_headers_of_get_without_a_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/assets/site.css");

        using var response = await site.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData("/assets/")]
    [InlineData("/assets/nothing.css")]
    [InlineData("/assets/../appsettings.json")]
    [InlineData("/assets/..%2fappsettings.json")]
    [InlineData("/assets/%2e%2e/appsettings.json")]
    public async Task Unknown_asset_is_not_found(string path)
    {
        using var response = await site.Client.GetAsync(path, Cancellation);

        Assert.InRange((int)response.StatusCode, 400, 404);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Assets_are_read_only()
    {
        using var response = await site.Client.DeleteAsync("/assets/site.css", Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/sre/dashboard-ui")]
    [InlineData("/docs")]
    public async Task Page_with_its_assets_is_under_60_kB(string page)
    {
        var html = await CompressedAsync(page);
        var bytes = html.Length;
        foreach (var file in Directory.EnumerateFiles(site.AssetFolder, "*", SearchOption.AllDirectories))
        {
            bytes += (await CompressedAsync($"/assets/{Path.GetRelativePath(site.AssetFolder, file)}")).Length;
        }

        Assert.InRange(bytes, 1, 60_000);
    }

    private async Task<byte[]> CompressedAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new("gzip"));
        using var response = await site.Client.SendAsync(request, Cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(Cancellation);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        using var unpacked = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        Assert.NotEqual(-1, unpacked.ReadByte());
        return body;
    }

    public sealed class Site : IAsyncLifetime
    {
        private UsersReplica _users = null!;
        private RunningFrontend _frontend = null!;

        public HttpClient Client => _frontend.Client;

        public string AssetFolder => _frontend.AssetFolder;

        public async ValueTask InitializeAsync()
        {
            _users = await UsersReplica.StartAsync();
            _frontend = RunningFrontend.Start(_users);
        }

        public async ValueTask DisposeAsync()
        {
            await _frontend.DisposeAsync();
            await _users.DisposeAsync();
        }
    }
}
