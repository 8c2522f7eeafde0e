using System.Globalization;
using Platform.Problems;
using UsersService.Users;

namespace UsersService.Patches;

internal static class PatchProblems
{
    public static Problem NoSuchField(int index) =>
        CannotBeApplied(
            index, $"Only {string.Join(" and ", UserField.All.Select(field => field.Path))} can be changed.");

    public static Problem NoSuchOperation(int index) =>
        CannotBeApplied(index, "Only add, replace and test are supported.");

    public static Problem TestFailed(int index) => CannotBeApplied(index, "The test failed.");

    private static Problem CannotBeApplied(int index, string why) =>
        new(422, "Patch cannot be applied", $"Operation {index} (counted from 0) failed; nothing was changed.")
        {
            Details = new Dictionary<string, string[]> { [index.ToString(CultureInfo.InvariantCulture)] = [why] },
        };
}
