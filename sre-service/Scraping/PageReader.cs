using System.Buffers;

namespace SreService.Scraping;

/// <summary>Reads a page while it arrives: of a large one no more is in memory than of a small one.</summary>
internal static class PageReader
{
    private const int Piece = 16 * 1024;

    /// <param name="page">Takes what is read.</param>
    /// <param name="body">Where it comes from.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="maxBytes">Where reading stops.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there is more than that, or what is wrong with it; null when all of it was read.</returns>
    public static async Task<(bool IsTooLong, string? Problem)> ReadAsync(
        MetricsPage page, Stream body, TextFormat format, int maxBytes, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(Piece);
        using var lines = new LineBuffer();
        page.Begin(format);
        try
        {
            var length = 0;
            while (await body.ReadAsync(piece, cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length > maxBytes)
                {
                    return (true, null);
                }

                if (page.Take(lines.Add(piece.AsSpan(0, read))) is { } problem)
                {
                    return (false, problem);
                }
            }

            return (false, page.Take(lines.Rest()) ?? page.End());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
