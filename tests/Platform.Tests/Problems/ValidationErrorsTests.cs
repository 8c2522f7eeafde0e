using System.Globalization;
using Platform.Problems;

namespace Platform.Tests.Problems;

public sealed class ValidationErrorsTests
{
    private readonly ValidationErrors _errors = new();

    [Fact]
    public void One_problem_names_every_field_with_its_messages()
    {
        _errors.Add("name", ["Too long.", "Not a name."]);
        var limit = _errors.Add("limit", "Not a number.", 20);

        var problem = _errors.ToProblem(KnownProblems.InvalidQuery);

        Assert.Equal(20, limit);
        Assert.Equal(
            ["limit: Not a number.", "name: Too long. Not a name."],
            problem!.Details!.Select(detail => $"{detail.Key}: {string.Join(" ", detail.Value)}").Order());
    }

    [Fact]
    public void Without_errors_there_is_no_problem()
    {
        Assert.Null(_errors.ToProblem(KnownProblems.InvalidQuery));
        Assert.False(_errors.Any);
    }

    [Fact]
    public void Later_error_of_a_field_replaces_the_earlier_one()
    {
        _errors.Add("name", "Too long.");
        _errors.Add("name", "Not a name.");

        Assert.Equal(["Not a name."], _errors.Details["name"]);
    }

    [Theory]
    [InlineData("12", 12, false)]
    [InlineData(null, null, false)]
    [InlineData("twelve", null, true)]
    [InlineData("", null, true)]
    public void Text_is_parsed_or_reported(string? text, int? expected, bool isError)
    {
        var number = _errors.Parse("limit", text, Number, "Not a number.");

        Assert.Equal((expected, isError), (number, _errors.Has("limit")));
    }

    [Fact]
    public void Text_is_parsed_into_objects_too()
    {
        Assert.Equal(new Uri("http://host/"), _errors.Parse("url", "http://host/", Address, "Not a URL."));
        Assert.Null(_errors.Parse("url", "host", Address, "Not a URL."));
        Assert.Equal(["Not a URL."], _errors.Details["url"]);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static Uri? Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : null;
}
