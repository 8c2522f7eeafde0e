using Platform.Problems;

namespace WebFrontend.Docs;

/// <summary>An error of the API with its explanation.</summary>
/// <param name="Error">The fixed text, the member <c>error</c>.</param>
/// <param name="Remedy">What the client can do.</param>
public sealed record ExplainedError(int Status, string Error, string Meaning, string Remedy)
{
    /// <summary>The fragment of the problem's <c>type</c>.</summary>
    public string Anchor => ProblemDocument.Anchor(Error);

    public static IReadOnlyList<ExplainedError> All { get; } =
    [
        new(400, "Validation failed",
            "One or more fields are not valid. The member details names each with all its errors.",
            "Correct the fields and send the request again."),
        new(400, "Invalid JSON",
            "The body is not one JSON value in UTF-8: it is cut short, has a member twice, is nested deeper "
                + "than 8, has a comment, or continues after the end.",
            "details._schema says where reading stopped."),
        new(400, "Invalid query parameter",
            "A query parameter is unknown, given twice, or has a value outside its limits.",
            "details names the parameter."),
        new(400, "Invalid cursor",
            "The cursor is not from this API, or belongs to a list with another order or other filters.",
            "Follow the links of the header Link; do not build cursors."),
        new(400, "Invalid header", "A request header has an invalid value.", "details names the header."),
        new(400, "Bad request",
            "The request could not be read as HTTP or as a form, or its method is not in capital letters.",
            "Check how the client builds the request."),
        new(401, "Authentication required",
            "The request has no valid credentials.",
            "Send credentials as WWW-Authenticate asks."),
        new(403, "Forbidden", "The client may not do this.", "Use an account with the permission."),
        new(403, "Cross-site request blocked",
            "A page of another site sent a request that changes something.",
            "Send it from this site's own page, or without a browser."),
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
            "A request with the same Idempotency-Key is still running.",
            "Wait for Retry-After, then repeat it."),
        new(409, "User is not deleted", "Only a deleted user can be restored.", "Nothing needs to be done."),
        new(412, "Precondition failed",
            "The user changed since the version that If-Match names.",
            "Read the user again (the ETag is the current version) and repeat the change."),
        new(413, "Payload too large", "The body is larger than 16 KiB.", "Send less."),
        new(414, "URI too long", "The address is longer than 8 KB.", "Use fewer or shorter parameters."),
        new(415, "Unsupported media type",
            "This address does not accept the type of the body, or it is not UTF-8, or it is compressed.",
            "Send application/json, or for the form application/x-www-form-urlencoded."),
        new(421, "Misdirected request",
            "The host name of the request is not one of this system's.",
            "Use its address, or add the name to Service:AllowedHosts."),
        new(422, "Idempotency key already used for another request",
            "An earlier request with this Idempotency-Key had another method, address, media type, If-Match or body.",
            "Use a new key for each new request."),
        new(422, "Patch cannot be applied",
            "A JSON patch names an unknown field or operation, or a test in it failed. "
                + "Nothing was changed.",
            "Read the user again and make a new patch."),
        new(428, "Precondition required",
            "The change needs If-Match, so that no other change is lost.",
            "Read the user and send its ETag as If-Match."),
        new(429, "Too many requests", "The client has sent too many requests.", "Wait for Retry-After seconds."),
        new(431, "Request header fields too large",
            "The headers are larger than 32 KB or more than 100.",
            "Send fewer headers."),
        new(500, "Internal server error",
            "Something unexpected happened. The log has it under the request id.",
            "Report the request id."),
        new(502, "Bad gateway", "The service behind this address did not answer properly.", "Try again soon."),
        new(503, "Service unavailable", "The service is unavailable.", "Try again after Retry-After seconds."),
        new(503, "Failed to fetch users",
            "The database does not answer in time, and the list is not cached.",
            "Try again after Retry-After seconds."),
        new(503, "Failed to create user",
            "The database does not answer. Nothing was stored.",
            "Try again after Retry-After seconds."),
        new(504, "Gateway timeout",
            "The service behind this address did not answer in time.",
            "Try again soon; a write may have been done."),
    ];
}
