using System.ComponentModel.DataAnnotations;
using Platform.Configuration;

namespace SreService.Incidents;

/// <summary>Section <c>Incidents</c>: escalation levels.</summary>
public sealed class IncidentSettings : ICheckedSettings
{
    public const string Section = "Incidents";

    /// <summary>The highest level of receivers.</summary>
    public const int MostLevels = 4;

    private static readonly EscalationLevelSettings[] Usual =
    [
        Level("on call", 0, 0, 0, 0), Level("senior engineer", 15, 60, 240, 1440),
        Level("engineering manager", 30, 120, 1440, null), Level("director", 60, 240, null, null),
    ];

    /// <summary>In the order in which they are notified; those of docs/incident-response.md when empty.</summary>
    [MaxLength(MostLevels)]
    public List<EscalationLevelSettings> Levels { get; set; } = [];

    internal IReadOnlyList<EscalationLevelSettings> InForce => Levels.Count > 0 ? Levels : Usual;

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        for (var index = 0; index < Levels.Count; index++)
        {
            var level = Levels[index];
            if (level.Name.Length is 0 or > 60)
            {
                yield return ($"{nameof(Levels)}:{index}:{nameof(level.Name)}", "must be 1 to 60 characters.");
            }

            foreach (var severity in Enum.GetValues<IncidentSeverity>())
            {
                var before = index == 0 ? TimeSpan.Zero : Levels[index - 1].After(severity);
                if (level.After(severity) is { } after && (before is null || after < before))
                {
                    yield return (
                        $"{nameof(Levels)}:{index}:{severity}", "must not be earlier than at the level before it.");
                }
            }
        }
    }

    private static EscalationLevelSettings Level(string name, int p0, int p1, int? p2, int? p3) => new()
    {
        Name = name,
        P0 = TimeSpan.FromMinutes(p0),
        P1 = TimeSpan.FromMinutes(p1),
        P2 = p2 is { } second ? TimeSpan.FromMinutes(second) : null,
        P3 = p3 is { } third ? TimeSpan.FromMinutes(third) : null,
    };
}

/// <summary>One of <c>Incidents:Levels</c>: after how long without acknowledgement it is notified.</summary>
public sealed class EscalationLevelSettings
{
    public string Name { get; set; } = "";

    public TimeSpan? P0 { get; set; }

    public TimeSpan? P1 { get; set; }

    public TimeSpan? P2 { get; set; }

    /// <summary>Like the others, absent where the level is never notified.</summary>
    public TimeSpan? P3 { get; set; }

    internal TimeSpan? After(IncidentSeverity severity) => severity switch
    {
        IncidentSeverity.P0 => P0,
        IncidentSeverity.P1 => P1,
        IncidentSeverity.P2 => P2,
        _ => P3,
    };
}
