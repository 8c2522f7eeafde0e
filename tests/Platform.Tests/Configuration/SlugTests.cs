using Platform.Configuration;

namespace Platform.Tests.Configuration;

public sealed class SlugTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("nightly-backup-2")]
    [InlineData("exactly-20-letters-x")]
    public void Slug_has_lower_case_letters_digits_and_hyphens(string name) => Assert.Null(Slug.Problem(name, 20));

    [Theory]
    [InlineData("")]
    [InlineData("Backup")]
    [InlineData("back up")]
    [InlineData("b\u00e4ckup")]
    [InlineData("exactly-21-letters-xy")]
    public void Other_text_is_refused_with_the_limit(string name) =>
        Assert.Equal("must be 1 to 20 lower case letters, digits and hyphens.", Slug.Problem(name, 20));
}
