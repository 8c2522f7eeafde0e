using System.Text;
using Local.Output;
using Local.Processes;

namespace EndToEnd.Tests;

public sealed class ProcessOutputTests : IDisposable, IScreen
{
    private const string Request =
        """{"level":"Information","message":"GET / answered 200 in 1 ms","logger":"Evenkeel.Requests"}""";

    private const string FailedRequest =
        """{"level":"Warning","message":"GET / answered 500 in 1 ms","logger":"Evenkeel.Requests"}""";

    private const string About =
        """{"level":"Information","message":"\"logger\":\"Evenkeel.Requests\"","logger":"Service"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("evenkeel-output-").FullName;
    private readonly List<string> _shown = [];

    [Fact]
    public async Task Everything_is_logged_and_all_but_ordinary_requests_is_shown()
    {
        string[] lines = ["start", Request, "", FailedRequest, About, new('x', 200_000), Request, "no line feed"];
        var output = string.Join('\n', lines);
        var tail = new OutputTail();
        var path = Path.Combine(_folder, "gateway-1.log");

        using (var log = new LogFile(path))
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(output));
            await new ProcessOutput("gateway-1", log, tail, this).ReadAsync(stream);
        }

        Assert.Equal(output, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(["start", FailedRequest, About, lines[5], "no line feed"], _shown);
        Assert.EndsWith("no line feed", $"{tail}", StringComparison.Ordinal);
    }

    void IScreen.Say(string message) => throw new NotSupportedException();

    void IScreen.Warn(string message) => throw new NotSupportedException();

    void IScreen.Line(string process, string text) => _shown.Add(text);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
