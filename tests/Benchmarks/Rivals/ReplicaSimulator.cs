using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Benchmarks.Rivals;

/// <summary>
/// Many replicas in one process: each address of loopback is one, with counters of its own that grow with every
/// reading. Their pages are those of a users service, 500 series in OpenMetrics.
/// </summary>
internal static class ReplicaSimulator
{
    public const int Series = 500;
    private const int Routes = 25;
    private const int RequestsEachTime = 7;

    private static readonly string[] Edges =
    [
        "0.005", "0.01", "0.025", "0.05", "0.075", "0.1", "0.2", "0.25", "0.5", "0.75", "1", "2", "2.5", "5", "7.5",
        "10",
    ];

    private static readonly DateTimeOffset StartedAt = TimeProvider.System.GetUtcNow();
    private static readonly string[] Lines = [.. Enumerable.Range(0, Routes).SelectMany(Histogram)];

    /// <returns>The address of a replica, from 0.</returns>
    public static Uri AddressOf(int replica, int port) =>
        new($"http://127.1.{replica / 250}.{(replica % 250) + 1}:{port}");

    public static WebApplication Build(WebApplicationBuilder builder, string port)
    {
        builder.WebHost.UseUrls($"http://0.0.0.0:{port}");
        var counts = new long[250 * 250];
        var app = builder.Build();
        app.MapGet("/metrics", async context =>
        {
            var replica = IndexOf(context.Connection.LocalIpAddress!);
            var page = new ArrayBufferWriter<byte>(128 * 1024);
            Write(page, replica, counts[replica] += RequestsEachTime);
            context.Response.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            context.Response.ContentLength = page.WrittenCount;
            await context.Response.Body.WriteAsync(page.WrittenMemory, context.RequestAborted);
        });
        return app;
    }

    private static int IndexOf(IPAddress address)
    {
        var bytes = address.MapToIPv4().GetAddressBytes();
        return (bytes[2] * 250) + bytes[3] - 1;
    }

    private static void Write(ArrayBufferWriter<byte> page, int replica, long count)
    {
        var uptime = (TimeProvider.System.GetUtcNow() - StartedAt).TotalSeconds;
        const string Service = "service_name=\"users-service\",service_version=\"1\"";
        Add($"target_info{{{Service},service_instance_id=\"r-{replica}\"}} 1\n");
        Add($"process_start_time_seconds {StartedAt.ToUnixTimeMilliseconds() / 1000.0}\n");
        Add($"process_uptime_seconds {uptime:0.###}\n");
        Add($"process_cpu_time_seconds_total {uptime / 20:0.######}\n");
        for (var other = 4 + Lines.Length; other < Series; other++)
        {
            Add($"dotnet_other_{other}{{generation=\"gen{other}\"}} {uptime}\n");
        }

        foreach (var line in Lines)
        {
            Add($"{line} {count}\n");
        }

        Add($"# EOF\n");

        void Add(FormattableString text) =>
            Encoding.UTF8.GetBytes(text.ToString(CultureInfo.InvariantCulture), page);
    }

    private static IEnumerable<string> Histogram(int route)
    {
        const string Name = "http_server_request_duration_seconds";
        var labels = "otel_scope_name=\"Microsoft.AspNetCore.Hosting\",http_request_method=\"GET\","
            + $"http_response_status_code=\"200\",http_route=\"/api/things/{route}\",outcome=\"good\",reason=\"\"";
        return
        [
            .. Edges.Append("+Inf").Select(edge => $"{Name}_bucket{{{labels},le=\"{edge}\"}}"),
            $"{Name}_sum{{{labels}}}", $"{Name}_count{{{labels}}}",
        ];
    }
}
