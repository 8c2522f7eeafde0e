using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Requests;
using Platform.Timing;

namespace SreService.Probes;

/// <summary>Result of one step.</summary>
/// <param name="Failure">
/// null, <c>connection</c>, <c>timeout</c>, <c>status_503</c>, <c>body</c>, <c>slow</c> or <c>certificate</c>.
/// </param>
internal sealed record StepResult(string Step, string? Failure)
{
    /// <summary>Whether no response arrived, which may be a fault of the prober's own network.</summary>
    public bool GotNoResponse => Failure is "connection" or "timeout";
}

/// <summary>Runs the steps of a suite once and checks each response.</summary>
internal sealed class SuiteRun(
    HttpClient client, ProbeSettings settings, TrafficKey key, CertificateWatch certificate, TimeProvider clock)
{
    private readonly Dictionary<string, string> _kept =
        new() { ["unique"] = RandomNumberGenerator.GetHexString(12, lowercase: true) };

    /// <returns>The steps that ran; after a failure only those that always run and whose values are known.</returns>
    public async Task<IReadOnlyList<StepResult>> RunAsync(ProbeSuiteSettings suite, CancellationToken cancellationToken)
    {
        List<StepResult> results = [];
        foreach (var step in suite.Steps)
        {
            if ((step.Always || results.All(result => result.Failure is null))
                && Filled(step.Path) is { } path && Filled(step.Body ?? "") is { } body)
            {
                var failure = await FailureOfAsync(step, path, step.Body is null ? null : body, cancellationToken);
                results.Add(new(step.Name, failure));
            }
        }

        return results;
    }

    /// <returns>Null if an earlier step did not keep a needed value.</returns>
    private string? Filled(string template)
    {
        var text = _kept.Aggregate(template, (filled, kept) =>
            filled.Replace($"{{{kept.Key}}}", kept.Value, StringComparison.Ordinal));
        return settings.Suites.SelectMany(suite => suite.Steps).SelectMany(step => step.Keep.Keys)
            .Any(name => text.Contains($"{{{name}}}", StringComparison.Ordinal)) ? null : text;
    }

    private async Task<string?> FailureOfAsync(
        ProbeStepSettings step, string path, string? body, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(settings.Timeout, clock, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Parse(step.Method), new Uri(settings.Target!, path));
        request.Headers.Add(TrafficClass.Header, TrafficClass.Probe);
        if (key.Value is { } secret)
        {
            request.Headers.Add(TrafficClass.KeyHeader, secret);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        var started = Stopwatch.GetTimestamp();
        try
        {
            using var response = await client.SendAsync(request, deadline.Token);
            var took = Stopwatch.GetElapsedTime(started);
            var text = await response.Content.ReadAsStringAsync(deadline.Token);
            var status = (int)response.StatusCode;
            return (step.Status is { } wanted ? status != wanted : !response.IsSuccessStatusCode) ? $"status_{status}"
                : !text.Contains(step.Contains ?? "", StringComparison.Ordinal) || !Keep(step, text) ? "body"
                : took > (step.Within ?? settings.Timeout) ? "slow"
                : certificate.ExpiresWithin(TimeSpan.FromDays(settings.CertificateDays)) ? "certificate"
                : null;
        }
        catch (OperationCanceledException) when (deadline.IsExceeded)
        {
            return "timeout";
        }
        catch (HttpRequestException)
        {
            return "connection";
        }
    }

    private bool Keep(ProbeStepSettings step, string text)
    {
        if (step.Keep.Count == 0)
        {
            return true;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var (name, member) in step.Keep)
            {
                _kept[name] = document.RootElement.GetProperty(member).ToString();
            }

            return true;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
