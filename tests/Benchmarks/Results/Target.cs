using System.Globalization;

namespace Benchmarks.Results;

/// <summary>What a figure should be at every size.</summary>
internal sealed record Target(double Limit, bool IsUpper)
{
    public static Target AtLeast(double limit) => new(limit, IsUpper: false);

    public static Target AtMost(double limit) => new(limit, IsUpper: true);

    public bool IsMet(double value) => IsUpper ? value <= Limit : value >= Limit;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsUpper ? "≤" : "≥")} {Limit:0.##}");
}
