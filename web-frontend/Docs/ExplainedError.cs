using Platform.Problems;

namespace WebFrontend.Docs;

/// <summary>An error that the API answers with, explained. This list is the only place of the explanations.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Error">The fixed text, the member <c>error</c>.</param>
/// <param name="Meaning">What happened.</param>
/// <param name="Remedy">What the caller can do.</param>
public sealed record ExplainedError(int Status, string Error, string Meaning, string Remedy)
{
    /// <summary>The fragment of the problem's <c>type</c>.</summary>
    public string Anchor => ProblemDocument.Slug(Error);

    public static IReadOnlyList<ExplainedError> All { get; } =
    [
        new(400, "Validation failed",
            "One or more fields cannot be accepted. The member details names each with all that is wrong with it.",
            "Correct the fields and send the request again."),
        new(400, "Invalid JSON",
            "The body is not one JSON value in UTF-8: cut short, a member twice, nested deeper than 8, a "
                + "comment, or more after the end.",
            "details._schema says where reading stopped."),
        new(400, "Invalid query parameter",
            "A query parameter is unknown, given twice, or has a value outside its limits.",
            "details names the parameter."),
        new(400, "Invalid cursor",
            "The cursor was not made by this API, or for a list with another order or other filters.",
            "Follow the links of the header Link; do not build cursors."),
        new(400, "Invalid header", "A request header has a value that cannot be used.", "details names the header."),
        new(400, "Bad request",
            "The request could not be read as HTTP or as a form, or its method is not in capital letters.",
            "Check how the client builds the request."),
        new(401, "Authentication required",
            "The call needs to know who makes it.",
            "Send credentials as WWW-Authenticate asks."),
        new(403, "Forbidden", "Whoever makes the call may not do this.", "Ask somebody who may."),
        new(403, "Cross-site request blocked",
            "The form was sent by a page of another site.",
            "Send it from this site's own page."),
        new(404, "Not found",
            "There is nothing at this address: an unknown path, or a user that does not exist or is deleted.",
            "Check the path and the id."),
        new(405, "Method not allowed",
            "The address exists, but not for this method.",
            "The header Allow names the methods."),
        new(408, "Request timeout", "The request did not arrive in time.", "Send it again."),
        new(409, "Email already exists",
            "Another user has this address. Upper and lower case are the same.",
            "Use another address."),
        new(409, "Request in progress",
            "A request with the same Idempotency-Key is still at work.",
            "Wait for Retry-After, then repeat it."),
        new(409, "User is not deleted", "Only a deleted user can be restored.", "Nothing needs to be done."),
        new(412, "Precondition failed",
            "The user changed since the version that If-Match names.",
            "Read the user again (the answer's ETag is the present version) and repeat the change."),
        new(413, "Payload too large", "The body is larger than 16 KiB.", "Send less."),
        new(414, "URI too long", "The address is longer than 8 KB.", "Use fewer or shorter parameters."),
        new(415, "Unsupported media type",
            "The body is not of a type that this address takes, not UTF-8, or compressed.",
            "Send application/json, or for the form application/x-www-form-urlencoded."),
        new(422, "Idempotency key already used for another request",
            "The same Idempotency-Key came before with another method, address, condition or body.",
            "Use a new key for a new request."),
        new(422, "Patch cannot be applied",
            "A JSON patch names a field or an operation that there is not, or a test in it failed. "
                + "Nothing was changed.",
            "Read the user again and make a new patch."),
        new(428, "Precondition required",
            "The change needs If-Match, so that no other change is lost.",
            "Read the user and send its ETag as If-Match."),
        new(429, "Too many requests", "The caller's share is used up for now.", "Wait for Retry-After seconds."),
        new(431, "Request header fields too large",
            "The headers are larger than 32 KB or more than 100.",
            "Send fewer headers."),
        new(500, "Internal server error",
            "Something unexpected happened. It is in the log under the request id.",
            "Report the request id."),
        new(502, "Bad gateway", "The service behind this address did not answer properly.", "Try again soon."),
        new(503, "Service unavailable", "The service cannot answer now.", "Try again after Retry-After seconds."),
        new(503, "Failed to fetch users",
            "The database does not answer in time, and the list is not at hand from before.",
            "Try again after Retry-After seconds."),
        new(503, "Failed to create user",
            "The database does not answer. Nothing was stored.",
            "Try again after Retry-After seconds."),
        new(504, "Gateway timeout",
            "The service behind this address did not answer in time.",
            "Try again soon; a write may have been done."),
    ];
}
