using Benchmarks.Load;
using Benchmarks.Subjects;

namespace Benchmarks.Contests;

/// <param name="One">Who was under load.</param>
/// <param name="Load">What the clients saw.</param>
/// <param name="Cpu">Processor time of each of its subjects.</param>
/// <param name="Own">What its first subject counted meanwhile; null if that is no service of the product.</param>
internal sealed record Round(
    Contestant One, LoadResult Load, IReadOnlyDictionary<Subject, TimeSpan> Cpu, Counters? Own)
{
    private const double MostErrors = 0.01;

    /// <summary>Requests per second.</summary>
    public double Rate => Load.Rate;

    /// <summary>Milliseconds that 99 % of the requests stay below.</summary>
    public double P99 => Load.P99.TotalMilliseconds;

    /// <summary>Microseconds of processor time for one request, of the contestant's first subject.</summary>
    public double OwnCpu => CpuOf(One.Subjects[0]);

    /// <summary>Microseconds of processor time for one request.</summary>
    public double CpuOf(Subject subject) => Cpu[subject].TotalMicroseconds / Load.Requests;

    /// <summary>Bytes for one request, of the contestant's first subject.</summary>
    public double OwnAllocated => Own!.AllocatedBytes / Load.Requests;

    /// <summary>How often one request waited for a lock, in the contestant's first subject.</summary>
    public double OwnContentions => Own!.Contentions / Load.Requests;

    /// <exception cref="BrokenScenarioException">Nothing was answered, or more than 1 % with an error.</exception>
    public static async Task<Round> RunAsync(Contestant one, TimeSpan duration, CancellationToken cancellationToken)
    {
        var management = one.Subjects[0].Management;
        var counted = management is null ? null : await Counters.ReadAsync(management, cancellationToken);
        var before = one.Subjects.ToDictionary(subject => subject, subject => subject.CpuTime);
        var load = await one.RunAsync(duration, cancellationToken);
        if (load.Requests == 0 || load.Errors > load.Requests * MostErrors)
        {
            throw new BrokenScenarioException($"{one.Name}: {load.Errors} of {load.Requests} requests failed.");
        }

        var cpu = one.Subjects.ToDictionary(subject => subject, subject => subject.CpuTime - before[subject]);
        var own = management is null ? null : await Counters.ReadAsync(management, cancellationToken);
        return new(one, load, cpu, own?.Since(counted!));
    }
}
