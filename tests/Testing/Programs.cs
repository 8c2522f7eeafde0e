namespace Testing;

/// <summary>Programs of this machine that tests run.</summary>
public static class Programs
{
    /// <returns>Its path; without it the test is skipped, or fails in CI.</returns>
    public static string Find(string program, string package)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            Prerequisite.Missing($"no {program} on this machine (Debian's package {package})");
        }

        return path!;
    }
}
