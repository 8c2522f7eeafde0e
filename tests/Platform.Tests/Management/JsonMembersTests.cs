using System.Text;
using Platform.Management;

namespace Platform.Tests.Management;

public sealed class JsonMembersTests
{
    private enum Severity
    {
        P1,
        Minor,
    }

    [Fact]
    public void Members_are_read_by_type()
    {
        var (read, errors) = JsonMembers.Read(
            """{"text":"disk full","at":"2026-11-30T12:00:00+01:00","count":3,"severity":"p1"}"""u8.ToArray(),
            members => Tuple.Create(
                members.Text("text", 20), members.Time("at"), members.Number("count", 1, 3),
                members.OneOf<Severity>("severity"), members.OptionalText("more", 5), members.OptionalTime("until")));

        Assert.False(errors.Any);
        var at = new DateTimeOffset(2026, 11, 30, 11, 0, 0, TimeSpan.Zero);
        Assert.Equal(
            Tuple.Create("disk full", at, 3L, Severity.P1, (string?)null, (DateTimeOffset?)null), read);
    }

    [Theory]
    [InlineData("""{"text":"ab"}""")]
    [InlineData("""{"text":""}""")]
    [InlineData("""{"text":1}""")]
    [InlineData("""{"text":null}""")]
    [InlineData("""{"text":"\u0007"}""")]
    [InlineData("{}")]
    public void Invalid_text_is_named(string json) =>
        Assert.Equal("must be a text of 1 to 1 characters.", ErrorOf(json, members => members.Text("text", 1)));

    [Theory]
    [InlineData("""{"at":"yesterday"}""")]
    [InlineData("""{"at":12}""")]
    [InlineData("{}")]
    public void Invalid_time_is_named(string json) =>
        Assert.Equal("must be a time such as 2026-11-23T12:00:00Z.", ErrorOf(json, members => members.Time("at")));

    [Theory]
    [InlineData("""{"count":0}""")]
    [InlineData("""{"count":4}""")]
    [InlineData("""{"count":1.5}""")]
    [InlineData("""{"count":"2"}""")]
    [InlineData("{}")]
    public void Invalid_number_is_named(string json) =>
        Assert.Equal("must be a number from 1 to 3.", ErrorOf(json, members => members.Number("count", 1, 3)));

    [Theory]
    [InlineData("""{"severity":"major"}""")]
    [InlineData("""{"severity":0}""")]
    public void Invalid_name_is_answered_with_the_valid_ones(string json) =>
        Assert.Equal("must be one of P1, minor.", ErrorOf(json, members => members.OneOf<Severity>("severity")));

    [Theory]
    [InlineData("[]", "must be an object.")]
    [InlineData("nothing", "must be JSON. Malformed or incomplete at line 1, byte 2.")]
    [InlineData("", "must be JSON. Malformed or incomplete at line 1, byte 1.")]
    [InlineData("""{"text":"\ud800"}""", "must be JSON. Invalid Unicode text at line 1, byte 9.")]
    [InlineData("""{"text":"a","t\u0065xt":"b"}""", "must be JSON. Duplicate member at line 1, byte 13.")]
    [InlineData("""{"text":{"a":1,"a":2}}""", "must be JSON. Duplicate member at line 1, byte 16.")]
    [InlineData("""{"text":"a"} x""", "must be JSON. Malformed or incomplete at line 1, byte 14.")]
    public void Body_that_is_no_strict_json_object_is_refused(string json, string expected) =>
        Assert.Equal(expected, ErrorOf(json, _ => ""));

    [Fact]
    public void Member_that_nobody_reads_is_named_unless_unknown_ones_are_ignored()
    {
        Assert.Equal(
            "is unknown.", ErrorOf("""{"text":"a","untli":1}""", members => members.Text("text", 1)));

        var (read, _) = JsonMembers.Read("""{"text":"a","more":1}"""u8.ToArray(), members =>
        {
            members.IgnoreUnknown();
            return members.Text("text", 1);
        });
        Assert.Equal("a", read);
    }

    /// <returns>The one error; fails when something was read or there are several.</returns>
    private static string ErrorOf<T>(string json, Func<JsonMembers, T> read)
    {
        var (result, errors) = JsonMembers.Read(
            Encoding.UTF8.GetBytes(json), members => Tuple.Create(read(members)));

        Assert.Null(result);
        return Assert.Single(Assert.Single(errors.Details).Value);
    }
}
