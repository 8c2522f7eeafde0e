using System.Collections.Frozen;

namespace Gateway.Clients;

/// <summary>
/// The kind of software that sends a request, by its User-Agent: one of a few words, so that no header creates a
/// series.
/// </summary>
internal sealed class ClientNames
{
    public const string None = "none";
    public const string Other = "other";
    private const string Browser = "browser";
    private const string Bot = "bot";

    private static readonly (string Name, string[] Products)[] Known =
    [
        ("curl", ["curl", "libcurl"]),
        ("wget", ["Wget"]),
        ("httpie", ["HTTPie"]),
        ("postman", ["PostmanRuntime"]),
        ("insomnia", ["insomnia"]),
        ("python", ["Python", "python-requests", "python-httpx", "python-urllib3", "Python-urllib", "aiohttp"]),
        ("java", ["Java", "Java-http-client", "okhttp", "Apache-HttpClient", "Jersey", "ReactorNetty"]),
        ("go", ["Go-http-client", "go-resty"]),
        ("node", ["node", "node-fetch", "axios", "undici", "got"]),
        ("dotnet", [".NET", "dotnet", "RestSharp", "Flurl.Http"]),
        ("ruby", ["Ruby", "Faraday", "http.rb", "rest-client"]),
        ("php", ["PHP", "GuzzleHttp", "Symfony"]),
        ("rust", ["reqwest", "hyper", "ureq"]),
        ("load-test", ["k6", "wrk", "hey", "oha", "vegeta", "ApacheBench", "Apache-JMeter", "gatling", "Locust"]),
        ("prober", ["Blackbox", "ELB-HealthChecker", "GoogleHC", "kube-probe", "UptimeRobot"]),
    ];

    private static readonly string[] BotWords = ["bot", "spider", "crawl"];

    private readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _products;

    public ClientNames(ClientSettings settings)
    {
        var products = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, known) in Known)
        {
            Array.ForEach(known, product => products[product] = name);
        }

        foreach (var name in settings.Names)
        {
            products[name] = name;
        }

        _products = products.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <param name="userAgent">Null when the header was not sent.</param>
    public string Of(string? userAgent)
    {
        if (string.IsNullOrWhiteSpace(userAgent))
        {
            return None;
        }

        var product = userAgent.AsSpan().TrimStart();
        product = product[..(product.IndexOfAny('/', ' ') is >= 0 and var end ? end : product.Length)];
        return _products.TryGetValue(product, out var name) ? name
            : IsBot(userAgent) ? Bot
            : product is "Mozilla" or "Opera" ? Browser
            : Other;
    }

    private static bool IsBot(string userAgent) =>
        Array.Exists(BotWords, word => userAgent.Contains(word, StringComparison.OrdinalIgnoreCase));
}
