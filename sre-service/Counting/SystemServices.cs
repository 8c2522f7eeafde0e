namespace SreService.Counting;

/// <summary>The services of the system, as they name themselves.</summary>
internal static class SystemServices
{
    public const string Gateway = "gateway";
    public const string Users = "users-service";
    public const string Sre = "sre-service";
    public const string Web = "web-frontend";

    public static readonly string[] All = [Gateway, Users, Sre, Web];
}
