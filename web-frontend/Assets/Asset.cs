using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace WebFrontend.Assets;

/// <summary>A static file, held in memory: they are few, small and do not change while the process runs.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Media type, with the character set when it is text.</param>
/// <param name="Tag">From the content, so that replicas agree; weak, because the body may be compressed.</param>
internal sealed record Asset(byte[] Content, string ContentType, EntityTagHeaderValue Tag)
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    /// <returns>Every file in the folder by its path relative to it, with forward slashes.</returns>
    public static IReadOnlyDictionary<string, Asset> ReadAll(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder, file).Replace('\\', '/'), Read, StringComparer.Ordinal);

    private static Asset Read(string file)
    {
        var content = File.ReadAllBytes(file);
        var tag = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12));
        return new(content, TypeOf(file), new EntityTagHeaderValue($"\"{tag}\"", isWeak: true));
    }

    private static string TypeOf(string file) =>
        !Types.TryGetContentType(file, out var type) ? "application/octet-stream"
        : IsText(type) ? $"{type}; charset=utf-8"
        : type;

    private static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("+xml", StringComparison.Ordinal);
}
