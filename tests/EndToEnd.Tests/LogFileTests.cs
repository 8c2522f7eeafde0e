using System.Buffers;
using System.Text;
using Local.Output;

namespace EndToEnd.Tests;

public sealed class LogFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evenkeel-log-").FullName;

    [Fact]
    public void Log_of_the_runner_keeps_its_newest_lines_in_two_files_of_limited_size()
    {
        var path = Path.Combine(_folder, "logs", "gateway-1.log");
        using (var log = new LogFile(path, maxBytes: 1000))
        {
            for (var number = 0; number < 1000; number++)
            {
                log.Write(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes($"line {number}\n")));
            }
        }

        var files = Directory.GetFiles(Path.GetDirectoryName(path)!);
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 0, 1010));
        string[] kept = [.. File.ReadAllLines($"{path}.1"), .. File.ReadAllLines(path)];
        Assert.Equal(Enumerable.Range(1000 - kept.Length, kept.Length).Select(number => $"line {number}"), kept);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
