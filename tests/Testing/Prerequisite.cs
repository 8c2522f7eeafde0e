namespace Testing;

/// <summary>Something that the machine must have for a test.</summary>
public static class Prerequisite
{
    /// <summary>Skips the test with the reason on a person's machine, fails it in CI.</summary>
    public static void Missing(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
        {
            Assert.Fail($"In CI this must be there: {reason}");
        }

        Assert.Skip(reason);
    }
}
