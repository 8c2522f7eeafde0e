using Testing;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(ShortLivedProcesses))]

namespace Testing;

/// <summary>
/// The services that tests start live for seconds: to compile the methods that they call often a second time, better,
/// would take half of their time.
/// </summary>
public sealed class ShortLivedProcesses : ITestPipelineStartup
{
    public ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCounting", "0");
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync() => ValueTask.CompletedTask;
}
