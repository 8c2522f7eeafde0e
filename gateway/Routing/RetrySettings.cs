using System.ComponentModel.DataAnnotations;

namespace Gateway.Routing;

/// <summary>Section <c>Retries</c>.</summary>
internal sealed class RetrySettings
{
    public const string Section = "Retries";

    /// <summary>
    /// Memory of one gateway for responses that are held back, in bytes. Responses that find it used up are passed on
    /// from their first byte.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int HeldBytes { get; set; } = 64 * 1024 * 1024;
}
