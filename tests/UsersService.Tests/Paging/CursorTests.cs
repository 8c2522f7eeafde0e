using CsCheck;
using UsersService.Paging;

namespace UsersService.Tests.Paging;

public sealed class CursorTests
{
    private const string List = "-created_at\nActive";

    private static readonly byte[] Secret = "a secret of the tests"u8.ToArray();

    private static readonly Gen<Position> AnyPosition = Gen.Select(
        Gen.Bool, Gen.Char["abcXYZ019 -_äß王"].Array[0, 100], Gen.Long, Gen.ULong,
        (backwards, key, id, since) => new Position(backwards, new string(key), id, since));

    [Fact]
    public void Cursor_is_read_back_as_its_position() =>
        AnyPosition.Sample(position => Cursor.Read(Cursor.Write(position, List, Secret), List, Secret) == position);

    [Fact]
    public void Cursor_is_short_and_safe_in_a_link() => AnyPosition.Sample(position =>
    {
        var cursor = Cursor.Write(position, List, Secret);
        return cursor.Length < 2048 && cursor.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
    });

    [Fact]
    public void Cursor_changed_in_any_character_is_refused() =>
        Gen.Select(AnyPosition, Gen.Int[0, 10_000], Gen.Char["abcXYZ019-_ =%\n"]).Sample((position, place, letter) =>
        {
            var cursor = Cursor.Write(position, List, Secret);
            var index = place % cursor.Length;
            var changed = string.Concat(cursor.AsSpan(0, index), letter.ToString(), cursor.AsSpan(index + 1));
            return changed == cursor || Cursor.Read(changed, List, Secret) is null;
        });

    [Fact]
    public void Truncated_or_extended_cursor_is_refused() =>
        Gen.Select(AnyPosition, Gen.Int[1, 80]).Sample((position, length) =>
        {
            var cursor = Cursor.Write(position, List, Secret);
            return Cursor.Read(cursor[..^Math.Min(length, cursor.Length)], List, Secret) is null
                && Cursor.Read(cursor + new string('A', length), List, Secret) is null;
        });

    [Fact]
    public void Cursor_of_another_list_is_refused() =>
        AnyPosition.Sample(
            position => Cursor.Read(Cursor.Write(position, List, Secret), "name\nActive", Secret) is null);

    [Fact]
    public void Cursor_signed_with_another_secret_is_refused() =>
        AnyPosition.Sample(
            position => Cursor.Read(Cursor.Write(position, List, "another secret"u8), List, Secret) is null);

    [Fact]
    public void Any_text_is_read_without_exception() =>
        Gen.String.Sample(text => Cursor.Read(text, List, Secret) is null);
}
