using Platform.Problems;

namespace UsersService.Api;

/// <summary>The query parameters of a request, each read once; all that are wrong are named together.</summary>
internal sealed class QueryValues(IQueryCollection query)
{
    private readonly Dictionary<string, string[]> _faults = [];

    /// <returns>Null while nothing is wrong.</returns>
    public Problem? Problem => _faults.Count == 0 ? null : KnownProblems.InvalidQuery(_faults);

    /// <param name="name">The parameter.</param>
    /// <param name="parse">Gives null for what cannot be meant.</param>
    /// <param name="fault">What to say then.</param>
    /// <returns>Null when the parameter is absent or wrong.</returns>
    public T? Read<T>(string name, Func<string, T?> parse, string fault)
        where T : class
    {
        var value = query.TryGetValue(name, out var text) ? parse(text.ToString()) : null;
        Check(name, fault, value is null);
        return value;
    }

    /// <inheritdoc cref="Read{T}(string, Func{string, T}, string)"/>
    public T? Read<T>(string name, Func<string, T?> parse, string fault)
        where T : struct
    {
        var value = query.TryGetValue(name, out var text) ? parse(text.ToString()) : null;
        Check(name, fault, value is null);
        return value;
    }

    private void Check(string name, string fault, bool isAbsent)
    {
        if (isAbsent && query.ContainsKey(name))
        {
            _faults[name] = [fault];
        }
    }
}
