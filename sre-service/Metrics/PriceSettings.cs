using Platform.Configuration;

namespace SreService.Metrics;

/// <summary>Section <c>Prices</c>: the prices of running the system. Without one, costs are null.</summary>
public sealed class PriceSettings : ICheckedSettings
{
    public const string Section = "Prices";

    /// <summary>ISO 4217 code of all amounts.</summary>
    public string Currency { get; set; } = "USD";

    /// <summary>All prices.</summary>
    public List<Price> Items { get; set; } = [];

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Currency is not { Length: 3 } || !Currency.All(char.IsAsciiLetterUpper))
        {
            yield return (nameof(Currency), "must be an ISO 4217 code such as USD.");
        }

        foreach (var (index, item) in Items.Index())
        {
            if (item.Problem() is { } problem)
            {
                yield return ($"{nameof(Items)}:{index}", problem);
            }
            else if (Items.Take(index).Any(earlier => earlier.Name == item.Name))
            {
                yield return ($"{nameof(Items)}:{index}", $"is the second with the Name '{item.Name}'.");
            }
        }
    }
}

/// <summary>One of <c>Prices:Items</c>.</summary>
public sealed class Price
{
    /// <summary>For example <c>database</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The price of one <see cref="Per"/>, in <see cref="PriceSettings.Currency"/>.</summary>
    public decimal Amount { get; set; }

    /// <summary>One of <see cref="Metrics.Per"/>.</summary>
    public string Per { get; set; } = "";

    /// <summary>The service whose hours are priced; all services if null.</summary>
    public string? Service { get; set; }

    internal string? Problem() =>
        string.IsNullOrWhiteSpace(Name) ? "needs a Name."
        : Amount < 0 ? "needs an Amount that is not below 0."
        : !Metrics.Per.All.Contains(Per) ? $"needs a Per that is one of {string.Join(", ", Metrics.Per.All)}."
        : Service is not null && Per is Metrics.Per.Month or Metrics.Per.MillionRequests
            ? $"cannot have a Service: a price per {Per} is the system's."
        : null;
}

/// <summary>Units of prices.</summary>
internal static class Per
{
    /// <summary>A twelfth of a year of 365 days: 730 hours.</summary>
    public const string Month = "month";

    /// <summary>One hour of one target, up or down.</summary>
    public const string ReplicaHour = "replica-hour";

    /// <summary>One hour of CPU time.</summary>
    public const string CpuHour = "cpu-hour";

    public const string MillionRequests = "million-requests";

    public static readonly string[] All = [Month, ReplicaHour, CpuHour, MillionRequests];
}
