namespace UsersService.Changes;

internal sealed record Statement(string Sql, object Parameters);
