using Platform.Problems;

namespace UsersService.Idempotency;

internal static class IdempotencyProblems
{
    public static Problem InProgress { get; } =
        new(409, "Request in progress", "A request with this Idempotency-Key is still being processed.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    public static Problem UsedForAnother { get; } = new(
        422, "Idempotency key already used for another request",
        "The same Idempotency-Key was used before with another method, address, condition or body.");
}
