using SreService.Database;

namespace SreService.Tests.Database;

public sealed class PostgresTextTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("\u0001 Łucja \ud83d\ude80", false)]
    [InlineData("\0", true)]
    [InlineData("users\0service", true)]
    public void Only_the_null_character_is_invalid(string? text, bool isInvalid) =>
        Assert.Equal(isInvalid, PostgresText.IsInvalid(text));
}
