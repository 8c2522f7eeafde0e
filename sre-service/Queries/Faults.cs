using System.Globalization;
using SreService.Database;

namespace SreService.Queries;

/// <summary>Reads the parameters of a question, and finds everything that is wrong with them.</summary>
internal sealed class Faults
{
    private readonly Dictionary<string, string[]> _byParameter = [];

    public bool Found => _byParameter.Count > 0;

    public IReadOnlyDictionary<string, string[]> ByParameter => _byParameter;

    /// <param name="from">The parameter <c>from</c>, RFC 3339.</param>
    /// <param name="until">The parameter <c>until</c>, RFC 3339.</param>
    /// <param name="usual">How long before the end it starts when nothing else is said.</param>
    /// <param name="now">The end when nothing else is said.</param>
    public (DateTimeOffset From, DateTimeOffset Until) Span(string? from, string? until, TimeSpan usual, DateTimeOffset now)
    {
        var end = Times.Read(until, now) ?? Add(nameof(until), "Not a valid time.", now);
        var start = Times.Read(from, end - usual);
        return (start <= end ? start.Value : Add(nameof(from), "Must be a time before the end.", end), end);
    }

    /// <summary>A text that the database is asked for.</summary>
    public void Text(string parameter, string? value)
    {
        if (StoredText.IsImpossible(value))
        {
            Add(parameter, StoredText.Problem, false);
        }
    }

    public long Number(string parameter, string? value, long least, long most, long absent) =>
        value is null ? absent
        : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
        : Add(parameter, $"Must be a number from {least} to {most}.", absent);

    public T Add<T>(string parameter, string message, T nothing)
    {
        _byParameter[parameter] = [message];
        return nothing;
    }
}
