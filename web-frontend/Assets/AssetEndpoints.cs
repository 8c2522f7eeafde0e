using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;

namespace WebFrontend.Assets;

internal static class AssetEndpoints
{
    private const string Folder = "assets";

    public static void AddAssets(this IHostApplicationBuilder builder) =>
        builder.Services.AddSingleton(services =>
            Asset.ReadAll(Path.Combine(services.GetRequiredService<IWebHostEnvironment>().WebRootPath, Folder)));

    public static void MapAssets(this WebApplication app)
    {
        // A folder that is missing stops the start rather than the first page.
        app.Services.GetRequiredService<IReadOnlyDictionary<string, Asset>>();
        app.MapGet($"/{Folder}/{{**path}}", Serve);
    }

    private static Results<FileContentHttpResult, Problem> Serve(
        string path, IReadOnlyDictionary<string, Asset> assets, HttpResponse response)
    {
        if (!assets.TryGetValue(path, out var asset))
        {
            return KnownProblems.NotFound;
        }

        // Kept by the browser, but asked about each time: a release is seen at once and an unchanged file costs a 304.
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(asset.Content, asset.ContentType, entityTag: asset.Tag);
    }
}
