using System.Buffers;

namespace SreService.Scraping;

/// <summary>Reads a page as a stream, in constant memory.</summary>
internal static class PageReader
{
    private const int Piece = 16 * 1024;

    /// <param name="maxBytes">Where reading stops.</param>
    /// <returns>Whether it is too long, or the problem with it; null if it was read completely.</returns>
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
