using UsersService.Paging;

namespace UsersService.Tests.Paging;

public sealed class PageLimitTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("50", 50)]
    [InlineData("1000", 1000)]
    public void Number_in_range_is_read(string text, int limit) => Assert.Equal(limit, PageLimit.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1\0")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    public void Other_text_is_refused(string text) => Assert.Null(PageLimit.Parse(text));
}
