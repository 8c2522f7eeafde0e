using Platform.Problems;

namespace UsersService.Api;

/// <summary>The query parameters of a request; the problem names all that are wrong.</summary>
internal sealed class QueryValues(IQueryCollection query)
{
    private readonly ValidationErrors _errors = new();

    public Problem? Problem => _errors.ToProblem(KnownProblems.InvalidQuery);

    public T? Read<T>(string name, Func<string, T?> parse, string message)
        where T : class =>
        _errors.Parse(name, TextOf(name), parse, message);

    public T? Read<T>(string name, Func<string, T?> parse, string message)
        where T : struct =>
        _errors.Parse(name, TextOf(name), parse, message);

    private string? TextOf(string name) => query.TryGetValue(name, out var text) ? text.ToString() : null;
}
