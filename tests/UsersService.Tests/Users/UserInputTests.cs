using System.Text;
using Platform.Bodies;
using UsersService.Tests.Cache;
using UsersService.Users;

namespace UsersService.Tests.Users;

public sealed class UserInputTests
{
    [Fact]
    public void New_user_has_the_stored_form_of_every_field()
    {
        var (input, problem) = UserInput.ForNew(Members("""{"name":" Ada ","email":"Ada@Example.com"}"""));

        Assert.Null(problem);
        Assert.Equal(["Ada", "ada", "a ad"], input.Values[UserField.PersonName].Stored);
        Assert.Equal(
            ["Ada@Example.com", "ada@example.com", "ada@example.com", "a ad e ex c co"],
            input.Values[UserField.Email].Stored);
    }

    [Theory]
    [InlineData("""{"email":"a@example.com"}""", "name: Missing data for required field.")]
    [InlineData("""{"name":null,"email":"a@example.com"}""", "name: Field may not be null.")]
    [InlineData("""{"name":1,"email":"a@example.com"}""", "name: Not a valid string.")]
    [InlineData("""{"name":"Ada","email":"a"}""", "email: Not a valid email address.")]
    [InlineData("""{"name":"Ada","email":"a@example.com","id":7}""", "id: Unknown field.")]
    [InlineData("""{"name":"Ada","email":"a@example.com","created_at":"x"}""", "created_at: Unknown field.")]
    public void Invalid_member_of_a_new_user_is_reported(string json, string error)
    {
        Assert.Equal([error], Errors(UserInput.ForNew(Members(json)).Problem));
    }

    [Fact]
    public void All_errors_are_reported_together()
    {
        var problem = UserInput.ForStored(7, Members("""{"id":8,"name":"","x":1}"""), allRequired: true).Problem;

        Assert.Equal(
            [
                "email: Missing data for required field.", "id: Read-only field.", "name: Invalid value.",
                "x: Unknown field."],
            Errors(problem).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"id":7}""", null)]
    [InlineData("""{"id":"7"}""", "id: Read-only field.")]
    [InlineData("""{"id":7.0}""", "id: Read-only field.")]
    [InlineData("""{"created_at":"1970-01-01T00:00:00+00:00"}""", null)]
    [InlineData("""{"created_at":"yesterday"}""", "created_at: Read-only field.")]
    [InlineData("""{"created_at":null}""", "created_at: Read-only field.")]
    public void Read_only_members_of_a_stored_user_may_be_repeated(string json, string? error)
    {
        var problem = UserInput.ForStored(7, Members(json), allRequired: false).Problem;

        Assert.Equal(error is null ? [] : [error], Errors(problem));
    }

    [Fact]
    public void Time_of_creation_is_read_as_utc()
    {
        var (input, _) = UserInput.ForStored(
            7, Members("""{"created_at":"2026-01-01T02:00:00+02:00"}"""), allRequired: false);

        Assert.Equal(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), input.CreatedAt);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"name":"Ada"}""", true)]
    [InlineData("""{"name":"Ada","email":"user7@example.com"}""", true)]
    [InlineData("""{"name":"ada"}""", false)]
    [InlineData("""{"name":"Ada","email":"User7@example.com"}""", false)]
    public void Input_holds_for_a_user_with_the_same_values(string json, bool holds)
    {
        var (input, _) = UserInput.ForStored(7, Members(json), allRequired: false);

        Assert.Equal(holds, input.Holds(PrivateCache.Someone(7)));
    }

    private static IReadOnlyDictionary<string, JsonMember> Members(string json) =>
        StrictJson.Read(Encoding.UTF8.GetBytes(json)).Members!;

    private static IEnumerable<string> Errors(Platform.Problems.Problem? problem) =>
        problem?.Details?.SelectMany(field => field.Value, (field, message) => $"{field.Key}: {message}") ?? [];
}
