using System.Diagnostics;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>A file system of its own in memory that a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private const int Megabytes = 400;

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Mounts one, or skips the test where that is not allowed.</summary>
    public static SmallDisk Mount()
    {
        var folder = Directory.CreateTempSubdirectory("evenkeel-disk-").FullName;
        if (!Succeeds("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m,mode=0755", "tmpfs", folder))
        {
            Directory.Delete(folder);
            Prerequisite.Missing("this user may not mount a file system");
        }

        return new SmallDisk(folder);
    }

    /// <summary>Leaves no byte free.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // The disk is full.
        }
    }

    public void Empty() => File.Delete(Ballast);

    public void Dispose()
    {
        Succeeds("umount", "--lazy", Folder);
        Directory.Delete(Folder);
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
