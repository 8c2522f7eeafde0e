using Dapper;
using Npgsql;

namespace SreService.Database;

/// <summary>
/// The days and months that the tables have partitions for. The service owns no table: it asks the owner's function.
/// </summary>
internal sealed class Partitions(TimeProvider clock)
{
    /// <summary>
    /// So far ahead there is a place to write to already, so that a midnight is a moment like any other.
    /// </summary>
    private const int DaysAhead = 2;

    private readonly HashSet<DateOnly> _made = [];

    /// <summary>Makes what these times need, and what the next days will.</summary>
    public async Task EnsureAsync(
        NpgsqlConnection connection, IEnumerable<DateTimeOffset> times, CancellationToken cancellationToken)
    {
        var today = DayOf(clock.GetUtcNow());
        IEnumerable<DateOnly> days =
            [today, .. Enumerable.Range(1, DaysAhead).Select(today.AddDays), .. times.Select(DayOf)];
        foreach (var day in days.Where(day => !_made.Contains(day)).ToHashSet())
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "select make_partitions(@at)", new { at = day.ToDateTime(default, DateTimeKind.Utc) },
                cancellationToken: cancellationToken));
            _made.Add(day);
        }
    }

    /// <summary>Asks for all of them again the next time.</summary>
    public void Forget() => _made.Clear();

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
