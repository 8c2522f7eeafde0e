using UsersService.Emails;
using UsersService.Names;

namespace Benchmarks.Population;

/// <param name="Name">As typed.</param>
/// <param name="Email">Unique.</param>
/// <param name="CreatedAt">UTC.</param>
internal sealed record Person(string Name, Email Email, DateTime CreatedAt)
{
    /// <summary>As stored: name, email, email_key, name_folded, email_folded, name_starts, email_starts.</summary>
    public string[] Texts =>
    [
        Name, Email.Address, Email.Key, Folding.Fold(Name), Folding.Fold(Email.Address),
        WordStarts.Of(Folding.Fold(Name)), WordStarts.Of(Folding.Fold(Email.Address)),
    ];
}

/// <summary>People of all over the world: several scripts, accents, some names far more common than others.</summary>
internal static class People
{
    private static readonly string[] Given =
    [
        "Anna", "Maria", "José", "Wei", "Mohammed", "Fatima", "Olga", "Иван", "Ольга", "Søren", "Zoë", "François",
        "Ángel", "João", "Łukasz", "Emma", "Noah", "Liam", "Olivia", "Yuki", "明", "さくら", "Νίκος", "Ελένη", "דוד",
        "محمد", "Priya", "Arjun", "Thị Hương", "Nguyễn", "Björn", "Åsa", "Jürgen", "Renée", "Siobhán", "Niamh",
        "Kwame", "Chidi", "Amina", "Peter", "Paul", "Mary", "Ruth", "Marta", "Martin", "Marco", "Daniel", "David",
        "Sarah", "Laura",
    ];

    private static readonly string[] Family =
    [
        "Smith", "Müller", "García", "Wang", "Li", "Kim", "Иванов", "Петрова", "Nielsen", "Dvořák", "Novák", "Kowalski",
        "Wójcik", "Silva", "Santos", "Rossi", "Bianchi", "Dubois", "Lefèvre", "O'Brien", "MacDonald", "Jensen",
        "Öztürk", "Yılmaz", "Tanaka", "佐藤", "Παπαδόπουλος", "כהן", "الحسن", "Singh", "Patel", "Sharma", "Trần", "Lê",
        "Andersson", "Lindström", "Okafor", "Mensah", "Hernández", "Peña", "Martínez", "Hansen", "Berg", "Fischer",
        "Weiß", "Brown",
    ];

    private static readonly string[] Domains =
        ["gmail.com", "example.org", "mail.example.net", "corp.example.com", "müller.example", "пример.example"];

    private static readonly DateTime Start = new(2019, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Years = TimeSpan.FromDays(7 * 365);

    /// <summary>Somebody with a name that hardly anybody has, once in so many.</summary>
    private const int RareEvery = 10_000;

    /// <returns>The same people for the same count, in the order in which they signed up.</returns>
    public static IEnumerable<Person> Of(int count)
    {
        var random = new Random(1);
        for (var number = 1; number <= count; number++)
        {
            var given = number % RareEvery == 0 ? "Xóchitl" : Pick(random, Given);
            var family = number % RareEvery == 0 ? "Quillfeather" : Pick(random, Family);
            var text = $"{Local(given)}.{Local(family)}{number}@{Pick(random, Domains)}";
            yield return new(
                $"{given} {family}",
                Email.Parse(text) ?? throw new InvalidOperationException(text),
                Start + (Years * ((number + random.NextDouble()) / (count + 1))));
        }
    }

    /// <summary>The first of a list are picked more often than the last, as names are.</summary>
    private static string Pick(Random random, string[] some) =>
        some[(int)(some.Length * Math.Pow(random.NextDouble(), 1.7))];

    private static string Local(string name) => Folding.Fold(name).Replace(" ", "", StringComparison.Ordinal);
}
