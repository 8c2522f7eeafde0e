using Dapper;
using Npgsql;

namespace SreService.Database;

/// <summary>
/// Creates the partitions of the tables. The service owns no table: it calls a function of the owner.
/// </summary>
internal sealed class Partitions(TimeProvider clock)
{
    /// <summary>
    /// Partitions exist this far ahead, so that no write at midnight waits for one.
    /// </summary>
    private const int DaysAhead = 2;

    private readonly HashSet<DateOnly> _made = [];

    /// <summary>Creates the partitions that these times and the next days need.</summary>
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

    /// <summary>Checks all of them again the next time.</summary>
    public void Forget() => _made.Clear();

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}
