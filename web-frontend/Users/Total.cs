using System.Globalization;

namespace WebFrontend.Users;

/// <param name="IsExact">False when there are more users than the API counts.</param>
public sealed record Total(int Count, bool IsExact)
{
    public override string ToString() => Count.ToString("N0", CultureInfo.InvariantCulture) + (IsExact ? "" : "+");
}
