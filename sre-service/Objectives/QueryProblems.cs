namespace SreService.Objectives;

/// <summary>Why queries to a Prometheus gave no data of the last minute.</summary>
/// <param name="Reasons">By the key of the query; those that gave data are not in it.</param>
internal sealed record QueryProblems(IReadOnlyDictionary<string, string> Reasons)
{
    public static QueryProblems None { get; } = new(new Dictionary<string, string>());
}
