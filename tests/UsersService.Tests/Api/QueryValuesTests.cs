using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using UsersService.Api;

namespace UsersService.Tests.Api;

public sealed class QueryValuesTests
{
    [Fact]
    public void Valid_and_absent_values_are_no_problem()
    {
        var values = new QueryValues(new QueryCollection(new Dictionary<string, StringValues> { ["a"] = "1" }));

        Assert.Equal(1, values.Read("a", Number, "Must be 1."));
        Assert.Null(values.Read("b", Number, "Must be 1."));
        Assert.Null(values.Problem);
    }

    [Fact]
    public void Every_invalid_value_is_reported()
    {
        var values = new QueryValues(
            new QueryCollection(new Dictionary<string, StringValues> { ["a"] = "x", ["b"] = "" }));

        Assert.Null(values.Read("a", Number, "Must be 1."));
        Assert.Null(values.Read("b", text => text.Length == 0 ? null : text, "Must not be empty."));

        Assert.Equal(400, values.Problem?.Status);
        Assert.Equal(
            [("a", "Must be 1."), ("b", "Must not be empty.")],
            values.Problem!.Details!.Select(error => (error.Key, Assert.Single(error.Value))));
    }

    private static int? Number(string text) => text == "1" ? 1 : null;
}
