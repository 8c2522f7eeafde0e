using System.Globalization;
using System.Text;

namespace Platform.Configuration;

/// <summary>Checks for ICU: without it, Unicode normalization and international domain names fail silently.</summary>
internal static class Globalization
{
    /// <exception cref="InvalidConfigurationException">The process runs in invariant globalization mode.</exception>
    public static void RequireIcu()
    {
        if (!Works())
        {
            throw new InvalidConfigurationException(
            [
                "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: must not be set: names and addresses need ICU. "
                    + "Install libicu (in a container: the chiseled-extra image).",
            ]);
        }
    }

    private static bool Works()
    {
        try
        {
            return "e\u0301".Normalize(NormalizationForm.FormC) == "\u00e9"
                && new IdnMapping().GetAscii("b\u00fccher.example") == "xn--bcher-kva.example"
                && CultureInfo.GetCultureInfo("tr-TR").TextInfo.ToUpper('i') == '\u0130';
        }
        catch (Exception error)
            when (error is CultureNotFoundException or PlatformNotSupportedException or ArgumentException)
        {
            return false;
        }
    }
}
