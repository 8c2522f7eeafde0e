using SreService.Scraping;

namespace SreService.Tests.Scraping;

/// <summary>Pages that are at hand as a whole.</summary>
internal static class WholePages
{
    extension(MetricsPage page)
    {
        /// <returns>What is wrong with it; null when all of it was read.</returns>
        public string? Read(string text, TextFormat format = TextFormat.Prometheus)
        {
            page.Begin(format);
            return page.Take(text) ?? page.End();
        }
    }
}
