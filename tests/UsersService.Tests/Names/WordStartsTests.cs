using UsersService.Names;

namespace UsersService.Tests.Names;

public sealed class WordStartsTests
{
    [Theory]
    [InlineData("", " ")]
    [InlineData("a", "a")]
    [InlineData("ada king", "a ad k ki")]
    [InlineData("anna anders", "a an")]
    [InlineData("o'brien", "o o' b br")]
    [InlineData("%_ 100%", "% %_ 1 10")]
    [InlineData("ada.x@mail.example", "a ad x x@ m ma e ex")]
    [InlineData("佐藤 太郎", "佐 佐藤 藤 太 太郎 郎")]
    [InlineData("佐藤太郎", "佐 佐藤 藤 藤太 太 太郎 郎")]
    [InlineData("さくら", "さ さく く くら ら")]
    [InlineData("สมชาย", "ส สม ม มช ช ชา า าย ย")]
    [InlineData("\U00020bb7田", "\U00020bb7 \U00020bb7田 田")]
    [InlineData("иван петров", "и ив п пе")]
    public void Starts_are_the_first_one_and_two_letters_of_words(string folded, string starts) =>
        Assert.Equal(starts, WordStarts.Of(folded));
}
