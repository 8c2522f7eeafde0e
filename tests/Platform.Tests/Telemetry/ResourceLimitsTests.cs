using Platform.Telemetry;

namespace Platform.Tests.Telemetry;

public sealed class ResourceLimitsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Theory]
    [InlineData("25000 100000", 0.25)]
    [InlineData("150000 100000", 1.5)]
    public void Control_group_quota_is_the_limit(string cpu, double cores)
    {
        File.WriteAllText(Path.Combine(_folder, "cpu.max"), cpu);
        File.WriteAllText(Path.Combine(_folder, "memory.max"), "268435456\n");

        Assert.Equal(new ResourceLimits(cores, 268435456), ResourceLimits.Read(_folder));
    }

    [Theory]
    [InlineData("max 100000")]
    [InlineData("")]
    public void Machine_is_the_limit_without_a_quota(string cpu)
    {
        File.WriteAllText(Path.Combine(_folder, "cpu.max"), cpu);
        File.WriteAllText(Path.Combine(_folder, "memory.max"), "max");

        Assert.Equal(
            new ResourceLimits(Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
            ResourceLimits.Read(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
