namespace Platform.Configuration;

/// <summary>Settings with rules that attributes on single properties cannot express.</summary>
public interface ICheckedSettings
{
    /// <returns>Every problem, with the key below the section, for example <c>Targets:0</c>.</returns>
    IEnumerable<(string Key, string Problem)> Problems();
}
