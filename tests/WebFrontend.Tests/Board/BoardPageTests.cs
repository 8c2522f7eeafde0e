using System.Text.RegularExpressions;
using Testing;

namespace WebFrontend.Tests.Board;

public sealed class BoardPageTests : IAsyncLifetime
{
    private readonly RunningFrontend _frontend = RunningFrontend.Start([$"http://127.0.0.1:{FreePorts.Next()}"]);
    private string _page = "";

    /// <summary>users-service is down: the dashboard must not need it.</summary>
    public async ValueTask InitializeAsync() => _page = await _frontend.Client.GetStringAsync(
        "/sre/dashboard-ui", TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _frontend.DisposeAsync();

    [Fact]
    public void Navigation_marks_the_dashboard() => Assert.Equal(
        ["/sre/dashboard-ui"],
        Regex.Matches(_page, "<a href=\"([^\"]*)\" aria-current=\"page\">").Select(link => link.Groups[1].Value));

    [Fact]
    public void Script_of_the_dashboard_exists()
    {
        var script = Regex.Match(_page, "<script type=\"module\" src=\"/assets/([^\"]*)\">").Groups[1].Value;

        Assert.True(File.Exists(Path.Combine(_frontend.AssetFolder, script)), script);
    }

    [Fact]
    public void Every_section_has_a_heading()
    {
        var sections = Regex.Matches(_page, "<section class=\"panel\" id=\"(\\w+)\" aria-labelledby=\"([\\w-]+)\">");

        Assert.Equal(8, sections.Count);
        Assert.All(sections, section => Assert.Contains(
            $"<h2 id=\"{section.Groups[2].Value}\">", _page, StringComparison.Ordinal));
    }

    [Fact]
    public void Browser_without_script_gets_links_to_the_data()
    {
        var notice = Regex.Match(_page, "<noscript>.*</noscript>", RegexOptions.Singleline).Value;

        Assert.All(
            ["/sre/dashboard", "/sre/health", "/sre/slos", "/sre/alerts", "/sre/incidents"],
            path => Assert.Contains($"<a href=\"{path}\">{path}</a>", notice, StringComparison.Ordinal));
    }
}
