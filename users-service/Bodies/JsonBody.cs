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

    /// <param name="request">Its body is bounded by the server's own limit (413).</param>
    /// <param name="mediaTypes">What this address takes, always in UTF-8 and never compressed (else 415).</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    public static async Task<JsonBody> ReadAsync(
        HttpRequest request, string[] mediaTypes, CancellationToken cancellationToken)
    {
        if (!IsPlain(request.Headers.ContentEncoding) || !IsOneOf(mediaTypes, request.Headers.ContentType))
        {
            return Refused(BodyProblems.UnsupportedMediaType(mediaTypes));
        }

        var body = await BytesAsync(request.BodyReader, cancellationToken);
        return StrictJson.Read(body) switch
        {
            { Fault: { } fault } => Refused(BodyProblems.InvalidJson(fault)),
            { Members: { } members } => new(members, null),
            _ => Refused(BodyProblems.NoObject),
        };
    }

    private static JsonBody Refused(Problem problem) => new(new Dictionary<string, JsonMember>(), problem);

    private static bool IsPlain(string? contentEncoding) => contentEncoding is null or "" or "identity";

    private static bool IsOneOf(string[] mediaTypes, string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var sent)
        && mediaTypes.Any(taken => sent.MediaType.Equals(taken, StringComparison.OrdinalIgnoreCase))
        && sent.Parameters.Where(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
            .All(charset => charset.GetUnescapedValue().Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static async Task<byte[]> BytesAsync(PipeReader reader, CancellationToken cancellationToken)
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
