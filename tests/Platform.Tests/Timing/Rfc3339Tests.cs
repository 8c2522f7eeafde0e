using System.Text.Json;
using Platform.Timing;

namespace Platform.Tests.Timing;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-11-23T09:07:10Z", "2026-11-23T09:07:10.000000+00:00")]
    [InlineData("2026-11-23t09:07:10z", "2026-11-23T09:07:10.000000+00:00")]
    [InlineData("2026-11-23T09:07:10.5Z", "2026-11-23T09:07:10.500000+00:00")]
    [InlineData("2026-11-23T09:07:10.123456789Z", "2026-11-23T09:07:10.123456+00:00")]
    [InlineData("2026-11-23T09:07:10.000000000000000000001Z", "2026-11-23T09:07:10.000000+00:00")]
    [InlineData("2026-11-23T09:07:10.93511+05:30", "2026-11-23T03:37:10.935110+00:00")]
    [InlineData("2026-11-23T09:07:10-00:00", "2026-11-23T09:07:10.000000+00:00")]
    [InlineData("2026-11-23T09:07:10-23:59", "2026-11-24T09:06:10.000000+00:00")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000+00:00")]
    [InlineData("1990-12-31T23:59:60Z", "1991-01-01T00:00:00.000000+00:00")]
    [InlineData("1990-12-31T15:59:60.25-08:00", "1991-01-01T00:00:00.250000+00:00")]
    [InlineData("1991-01-01T00:59:60+01:00", "1991-01-01T00:00:00.000000+00:00")]
    [InlineData("0000-02-29T00:00:00Z", "0001-01-01T00:00:00.000000+00:00")]
    [InlineData("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00.000000+00:00")]
    [InlineData("9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59.999999+00:00")]
    public void Every_time_of_the_rfc_is_read_and_written_in_one_form(string text, string written) =>
        Assert.Equal(written, Rfc3339.Text(Rfc3339.Parse(text)!.Value));

    [Theory]
    [InlineData("")]
    [InlineData("11/12/2026")]
    [InlineData("1:00")]
    [InlineData("+1")]
    [InlineData("now")]
    [InlineData("2026")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T09:07Z")]
    [InlineData("2026-11-23T09:07:10")]
    [InlineData("2026-11-23 09:07:10Z")]
    [InlineData("2026-11-23T09:07:10 00:00")]
    [InlineData("2026-11-23T09:07:10.Z")]
    [InlineData("2026-11-23T09:07:10,5Z")]
    [InlineData("2026-11-23T09:07:10+0100")]
    [InlineData("2026-11-23T09:07:10+24:00")]
    [InlineData("2026-11-23T24:00:00Z")]
    [InlineData("2026-11-23T09:60:00Z")]
    [InlineData("2026-13-23T09:07:10Z")]
    [InlineData("2026-00-23T09:07:10Z")]
    [InlineData("2026-02-29T09:07:10Z")]
    [InlineData("2026-11-00T09:07:10Z")]
    [InlineData("2026-11-23T09:07:60Z")]
    [InlineData("2026-11-23T23:59:60Z")]
    [InlineData("2026-11-30T22:59:60Z")]
    [InlineData("2026-11-23T09:07:61Z")]
    [InlineData("2026-11-23T09:07:10Z\n")]
    [InlineData(" 2026-11-23T09:07:10Z")]
    [InlineData("٢٠٢٦-11-23T09:07:10Z")]
    [InlineData("9999-12-31T23:59:60Z")]
    public void Nothing_else_is_read(string text) => Assert.Null(Rfc3339.Parse(text));

    [Fact]
    public void Json_has_the_same_form_whatever_the_encoder()
    {
        var options = new JsonSerializerOptions { Converters = { new TimeConverter(), new UtcTimeConverter() } };
        var time = new DateTimeOffset(2026, 11, 23, 10, 7, 10, TimeSpan.FromHours(1));

        Assert.Equal("\"2026-11-23T09:07:10.000000+00:00\"", JsonSerializer.Serialize(time, options));
        Assert.Equal("\"2026-11-23T09:07:10.000000+00:00\"", JsonSerializer.Serialize(time.UtcDateTime, options));
        Assert.Equal(time, JsonSerializer.Deserialize<DateTimeOffset>("\"2026-11-23t09:07:10z\"", options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTime>("\"2026-11-23\"", options));
    }
}
