namespace Platform.Problems;

/// <summary>
/// Collects everything that is wrong with a request, so that one answer names all of it: a field, query parameter or
/// JSON member to its messages. A later error of a field replaces the earlier one.
/// </summary>
public sealed class ValidationErrors
{
    private static readonly Dictionary<string, string[]> None = [];

    // Most requests have no error and need no dictionary.
    private Dictionary<string, string[]>? _details;

    public bool Any => _details is not null;

    /// <summary>Field to messages, the <see cref="Problem.Details"/> of the answer.</summary>
    public IReadOnlyDictionary<string, string[]> Details => _details ?? None;

    public bool Has(string field) => Details.ContainsKey(field);

    public void Add(string field, string message) => Add(field, [message]);

    public void Add(string field, string[] messages) => (_details ??= [])[field] = messages;

    /// <summary>Adds an error where an expression needs a value.</summary>
    /// <returns><paramref name="fallback"/>, which does not count after an error.</returns>
    public T Add<T>(string field, string message, T fallback)
    {
        Add(field, message);
        return fallback;
    }

    /// <param name="text">Null when the field was not sent, which is no error.</param>
    /// <param name="parse">Gives null for what is not valid.</param>
    /// <returns>Null when the field was not sent or is not valid.</returns>
    public T? Parse<T>(string field, string? text, Func<string, T?> parse, string message)
        where T : class =>
        text is null ? null : parse(text) ?? Add<T?>(field, message, null);

    /// <inheritdoc cref="Parse{T}(string, string, Func{string, T}, string)"/>
    public T? Parse<T>(string field, string? text, Func<string, T?> parse, string message)
        where T : struct =>
        text is null ? null : parse(text) ?? Add<T?>(field, message, null);

    /// <param name="problem">Makes the answer, for example <see cref="KnownProblems.InvalidQuery"/>.</param>
    /// <returns>Null when nothing is wrong.</returns>
    public Problem? ToProblem(Func<IReadOnlyDictionary<string, string[]>, Problem> problem) =>
        Any ? problem(Details) : null;
}
