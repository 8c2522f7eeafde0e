using System.Text.Json.Serialization;
using Npgsql;

namespace Benchmarks.Rivals;

/// <summary>A user as it is read with nothing around it.</summary>
internal sealed record BareUser(long Id, string Name, string Email, DateTime CreatedAt)
{
    public const string Sql = "select id, name, email, created_at from users where id = $1 and deleted_at is null";

    public static async Task<BareUser?> FindAsync(long id, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetDateTime(3))
            : null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BareUser))]
internal sealed partial class BareJson : JsonSerializerContext;
