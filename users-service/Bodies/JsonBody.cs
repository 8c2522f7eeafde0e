using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Net.Http.Headers;
using Platform.Problems;
namespace UsersService.Bodies;

/// <summary>The JSON object that a request brings, or the problem with what it brought instead.</summary>
internal sealed record JsonBody(IReadOnlyDictionary<string, JsonMember> Members, Problem? Problem)
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>As it was sent.</summary>
    public byte[] Bytes { get; private init; } = [];

    /// <summary>Whether it is a JSON patch; it has no members then, and what it has is read from its bytes.</summary>
    public bool IsPatch { get; private init; }

    /// <param name="request">Its body is bounded by the server's own limit (413).</param>
    /// <param name="mediaTypes">What this address takes, always in UTF-8 and never compressed (else 415).</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    public static async Task<JsonBody> ReadAsync(
        HttpRequest request, string[] mediaTypes, CancellationToken cancellationToken)
    {
        var mediaType = MediaTypeOf(request.Headers.ContentType);
        if (!IsPlain(request.Headers.ContentEncoding) || !mediaTypes.Contains(mediaType))
        {
            return Refused(BodyProblems.UnsupportedMediaType(mediaTypes));
        }

        var body = await BytesAsync(request.BodyReader, cancellationToken);
        return StrictJson.Read(body) switch
        {
            { Fault: { } fault } => Refused(BodyProblems.InvalidJson(fault)),
            _ when mediaType is JsonPatch => new(NoMembers, null) { Bytes = body, IsPatch = true },
            { Members: { } members } => new(members, null) { Bytes = body },
            _ => Refused(BodyProblems.NoObject),
        };
    }

    private static readonly Dictionary<string, JsonMember> NoMembers = [];

    private static JsonBody Refused(Problem problem) => new(NoMembers, problem);

    private static bool IsPlain(string? contentEncoding) => contentEncoding is null or "" or "identity";

    /// <returns>In small letters; null when there is none or its text is not in UTF-8.</returns>
    private static string? MediaTypeOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var sent)
        && sent.Parameters.Where(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
            .All(charset => charset.GetUnescapedValue().Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? sent.MediaType.ToString().ToLowerInvariant()
            : null;

    /// <summary>All of it, within the server's limit (413).</summary>
    public static async Task<byte[]> BytesAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
