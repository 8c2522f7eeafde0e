using UsersService.Api;

namespace UsersService.Tests.Api;

public sealed class UserIdConstraintTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("10")]
    [InlineData("9223372036854775807")]
    public void Canonical_id_is_accepted(string id) => Assert.True(UserIdConstraint.IsId(id));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.0")]
    [InlineData("1\0")]
    [InlineData("1\uff11")]
    [InlineData("9223372036854775808")]
    public void Other_text_is_refused(string id) => Assert.False(UserIdConstraint.IsId(id));
}
