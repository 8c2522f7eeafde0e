using System.Globalization;
using Platform.Problems;

namespace UsersService.Patches;

internal static class PatchProblems
{
    public static Problem NoSuchField(int index) => CannotBeApplied(index, "Only /name and /email can be changed.");

    public static Problem NoSuchOperation(int index) =>
        CannotBeApplied(index, "Only add, replace and test are possible.");

    public static Problem TestFailed(int index) => CannotBeApplied(index, "The test does not hold.");

    private static Problem CannotBeApplied(int index, string why) =>
        new(422, "Patch cannot be applied", $"Operation {index} (from 0) stands in the way; nothing was changed.")
        {
            Details = new Dictionary<string, string[]> { [index.ToString(CultureInfo.InvariantCulture)] = [why] },
        };
}
