namespace Testing;

/// <summary>
/// Creates the schema of a service in an empty database. It runs once in a test process: tests get copies of that
/// database. Use: <c>[assembly: DatabaseSchema(typeof(…))]</c>.
/// </summary>
public interface IDatabaseSchema
{
    /// <param name="database">
    /// An administrator's connection string; the schema belongs to <see cref="TestRoles.Owner"/>.
    /// </param>
    Task CreateAsync(string database);
}

[AttributeUsage(AttributeTargets.Assembly)]
public sealed class DatabaseSchemaAttribute(Type schema) : Attribute
{
    public Type Schema => schema;
}
