namespace UsersService.Api;

internal static class UserPaths
{
    public const string All = "/api/users";
    public const string One = $"{All}/{{id:{UserIdConstraint.Name}}}";
}
