using System.Data;
using DbUp.Engine;
using UsersService.Emails;
using UsersService.Names;

namespace UsersService.Users;

/// <summary>
/// Computes again what earlier versions computed without full case folding. Of active users whose emails differ in case
/// only, one has the new key and the others keep their old ones: none is changed, merged or removed.
/// </summary>
internal sealed partial class CaseFoldingMigration(ILogger<CaseFoldingMigration> logger) : IScript
{
    private const string Stored =
        """
        select id, name, email, email_key, name_folded, email_folded from users
        where erased_at is null
          and (octet_length(name) > char_length(name) or octet_length(email) > char_length(email))
        order by id
        """;

    private const string SetFolded =
        "update users set name_folded = @name_folded, email_folded = @email_folded where id = @id";

    private const string SetKey =
        """
        update users set email_key = @email_key
        where id = @id
          and (deleted_at is not null
              or not exists (select from users other where other.email_key = @email_key and other.deleted_at is null))
        """;

    public string ProvideScript(Func<IDbCommand> dbCommandFactory)
    {
        foreach (var user in Outdated(dbCommandFactory))
        {
            Execute(dbCommandFactory, SetFolded, user);
            if (user.HasNewKey && Execute(dbCommandFactory, SetKey, user) == 0)
            {
                LogCollision(user.Id);
            }
        }

        return "";
    }

    private static List<Keys> Outdated(Func<IDbCommand> commands)
    {
        using var command = commands();
        command.CommandText = Stored;
        command.CommandTimeout = 0;
        using var reader = command.ExecuteReader();
        List<Keys> outdated = [];
        while (reader.Read())
        {
            var (name, address) = (reader.GetString(1), reader.GetString(2));
            var before = new Keys(reader.GetInt64(0), reader.GetString(3), reader.GetString(4), reader.GetString(5));
            var now = before with
            {
                EmailKey = Email.Parse(address)?.Key ?? before.EmailKey,
                NameFolded = Folding.Fold(name),
                EmailFolded = Folding.Fold(address),
            };
            if (now != before)
            {
                outdated.Add(now with { HasNewKey = now.EmailKey != before.EmailKey });
            }
        }

        return outdated;
    }

    private static int Execute(Func<IDbCommand> commands, string sql, Keys user)
    {
        using var command = commands();
        command.CommandText = sql;
        Add("id", user.Id);
        Add("email_key", user.EmailKey);
        Add("name_folded", user.NameFolded);
        Add("email_folded", user.EmailFolded);
        return command.ExecuteNonQuery();

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "Email of user {userId} differs from another active user's in case only. Both are kept; change or delete one")]
    private partial void LogCollision(long userId);

    private sealed record Keys(long Id, string EmailKey, string NameFolded, string EmailFolded)
    {
        public bool HasNewKey { get; init; }
    }
}
