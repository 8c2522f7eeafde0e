using Local.Output;

namespace EndToEnd.Tests;

/// <summary>Shows only warnings, and those where the test's own diagnostics are.</summary>
internal sealed class QuietScreen : IScreen
{
    public void Say(string message)
    {
    }

    public void Warn(string message) => TestContext.Current.SendDiagnosticMessage(message);

    public void Line(string process, string text)
    {
    }
}
