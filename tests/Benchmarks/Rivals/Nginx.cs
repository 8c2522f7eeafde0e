using Benchmarks.Load;
using Benchmarks.Subjects;

namespace Benchmarks.Rivals;

/// <summary>nginx doing what the gateway does, as far as it can: proxy, headers, rate limit, access log.</summary>
internal static class Nginx
{
    /// <summary>Null when it is not installed.</summary>
    public static string? Program { get; } = Tool.Find("nginx");

    public static async Task<Subject> StartAsync(Uri backend, string folder, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var configuration = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration(port, backend, folder), cancellationToken);
        return Subject.Start("nginx", port, Program!, ["-p", folder, "-c", configuration, "-e", "stderr"]);
    }

    private static string Configuration(int port, Uri backend, string folder) =>
        $$"""
        daemon off;
        worker_processes auto;
        pid {{folder}}/nginx.pid;
        events { worker_connections 1024; }
        http {
          log_format fields escape=json
            '{"time":"$time_iso8601","request":"$request","status":$status,"took":$request_time,"id":"$request_id"}';
          access_log /dev/null fields buffer=32k;
          client_body_temp_path {{folder}}; proxy_temp_path {{folder}}; fastcgi_temp_path {{folder}};
          uwsgi_temp_path {{folder}}; scgi_temp_path {{folder}};
          limit_req_zone $binary_remote_addr zone=clients:10m rate=1000000r/s;
          keepalive_requests 1000000000;
          upstream backend { server {{backend.Authority}}; keepalive 64; keepalive_requests 1000000000; }
          server {
            listen 127.0.0.1:{{port}};
            server_tokens off;
            client_max_body_size 16k;
            limit_req zone=clients burst=100000 nodelay;
            add_header X-Request-Id $request_id always;
            add_header X-Content-Type-Options nosniff always;
            add_header X-Frame-Options DENY always;
            add_header X-XSS-Protection "1; mode=block" always;
            add_header Strict-Transport-Security "max-age=31536000; includeSubDomains" always;
            add_header Content-Security-Policy
              "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
              always;
            add_header Referrer-Policy strict-origin-when-cross-origin always;
            location / {
              proxy_pass http://backend;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header X-Request-Id $request_id;
              proxy_set_header X-Forwarded-For $remote_addr;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-Host $host;
            }
          }
        }
        """;
}
