using System.Buffers;
using System.IO.Pipelines;
using Microsoft.Net.Http.Headers;
using Platform.Bodies;
using Platform.Problems;

namespace UsersService.Bodies;

internal sealed record JsonBody(IReadOnlyDictionary<string, JsonMember> Members, Problem? Problem)
{
    public const string Json = "application/json";
    public const string MergePatch = "application/merge-patch+json";
    public const string JsonPatch = "application/json-patch+json";

    public byte[] Bytes { get; private init; } = [];

    /// <summary>Whether it is a JSON patch, which has no members and is read from the bytes.</summary>
    public bool IsPatch { get; private init; }

    /// <param name="mediaTypes">What this address accepts, in UTF-8 and uncompressed (else 415).</param>
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

    /// <returns>In lower case; null when there is none or its charset is not UTF-8.</returns>
    private static string? MediaTypeOf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var sent)
        && sent.Parameters.Where(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
            .All(charset => charset.GetUnescapedValue().Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            ? sent.MediaType.ToString().ToLowerInvariant()
            : null;

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
