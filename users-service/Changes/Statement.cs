namespace UsersService.Changes;

/// <param name="Sql">One statement that writes.</param>
/// <param name="Parameters">Its values, by name.</param>
internal sealed record Statement(string Sql, object Parameters);
