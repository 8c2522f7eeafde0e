using CsCheck;
using UsersService.Listing;

namespace UsersService.Tests.Listing;

public sealed class CursorTests
{
    private static readonly byte[] Key = "a secret of the tests"u8.ToArray();

    private static readonly Gen<Position> AnyPosition = Gen.Select(
        Gen.Long[0, DateTime.MaxValue.Ticks], Gen.Long, (ticks, id) => new Position(new DateTime(ticks, DateTimeKind.Utc), id));

    [Fact]
    public void A_cursor_leads_back_to_its_position() =>
        AnyPosition.Sample(position => Cursor.Read(Cursor.Write(position, Key), Key) == position);

    [Fact]
    public void A_cursor_is_text_that_a_link_can_hold() =>
        AnyPosition.Sample(position => Cursor.Write(position, Key).All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'));

    [Fact]
    public void A_cursor_changed_in_any_character_is_refused() =>
        Gen.Select(AnyPosition, Gen.Int[0, 41], Gen.Char["abcXYZ019-_"]).Sample((position, index, letter) =>
        {
            var cursor = Cursor.Write(position, Key);
            var changed = string.Concat(cursor.AsSpan(0, index), letter.ToString(), cursor.AsSpan(index + 1));
            return changed == cursor || Cursor.Read(changed, Key) is null;
        });

    [Fact]
    public void A_cursor_signed_with_another_key_is_refused() =>
        AnyPosition.Sample(position => Cursor.Read(Cursor.Write(position, "another secret"u8), Key) is null);

    [Fact]
    public void No_text_makes_it_throw() => Gen.String.Sample(text => Cursor.Read(text, Key) is null);
}
