namespace UsersService.Idempotency;

internal static class IdempotencyModule
{
    public static void AddIdempotency(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IdempotencyStore>();
}
