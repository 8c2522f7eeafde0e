using EndToEnd.Tests;
using EndToEnd.Tests.Failures;
using EndToEnd.Tests.Pages;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace EndToEnd.Tests;

/// <summary>Starts the classes that take minutes first, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
    [
        typeof(PrometheusAgreementDrill), typeof(FailureReportingDrill), typeof(CountingDrill),
        typeof(AllPagesTests), typeof(RunnerTests), typeof(OutageTests), typeof(MeasurementTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var index = Array.FindIndex(
            Longest, type => collection.TestCollectionDisplayName.Contains(type.FullName!, StringComparison.Ordinal));
        return index < 0 ? Longest.Length : index;
    }
}
