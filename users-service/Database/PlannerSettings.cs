using System.Globalization;

namespace UsersService.Database;

// Stops a list in time, which tells a slow list from a database that hangs; never reads the whole table or compiles
// for it; and plans it for its own parameters, although the statement is prepared.
internal static class PlannerSettings
{
    public static string For(DatabaseSettings settings) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        select set_config('statement_timeout', '{settings.ReadTimeout.TotalMilliseconds * 0.8:F0}', true),
               set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
               set_config('plan_cache_mode', 'force_custom_plan', true)
        """);
}
