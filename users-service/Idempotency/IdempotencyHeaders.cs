using UsersService.OpenApi;

namespace UsersService.Idempotency;

internal static class IdempotencyHeaders
{
    public static RouteHandlerBuilder Idempotent(this RouteHandlerBuilder route, params int[] kept) => route
        .RequestHeader(
            IdempotencyKey.Header,
            "1 to 255 visible ASCII characters, at least 22 random ones recommended. A repeated request of the same "
            + "client with the same key gets the first response again.")
        .Refuses(409, 413, 422)
        .ResponseHeader(IdempotencyKey.Replayed, "`true` if this is the response to an earlier request.", kept)
        .ResponseHeader("Retry-After", "Seconds until the first request with this key is answered.", 409);
}
