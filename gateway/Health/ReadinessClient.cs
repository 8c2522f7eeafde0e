using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Health;

/// <summary>Reads the readiness of the services behind the gateway, over the connections that requests use.</summary>
internal sealed class ReadinessClient(IProxyStateLookup proxy, TimeProvider clock)
{
    /// <summary>
    /// How long a response waits for any replica. Later answers are for the next response: a service reports only after
    /// a second that its database hangs.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan ReadinessTimeout = TimeSpan.FromMilliseconds(1500);

    private readonly ConditionalWeakTable<DestinationState, ReplicaReadiness> _latest = [];

    /// <returns>The readiness of each replica of the cluster; empty when it has none.</returns>
    public async Task<ReplicaReadiness[]> ReadinessAsync(string cluster) =>
        proxy.TryGetCluster(cluster, out var found)
            ? await Task.WhenAll(found.DestinationsState.AllDestinations.Select(each => ReadinessAsync(found, each)))
            : [];

    /// <returns>Objective to status, or the text <c>unknown</c> when sre-service does not answer.</returns>
    public async Task<JsonNode> ObjectivesAsync()
    {
        var asked = proxy.TryGetCluster("sre", out var sre)
            ? sre.DestinationsState.AvailableDestinations.Select(
                replica => GetAsync(sre, replica, "sre/slos", SystemJson.Default.Objectives, Patience))
            : [];
        await foreach (var answered in Task.WhenEach(asked))
        {
            if (await answered is (200, { } objectives))
            {
                return new JsonObject(objectives.Slos.DistinctBy(slo => slo.Id).Select(
                    slo => KeyValuePair.Create<string, JsonNode?>(slo.Id, slo.Status)));
            }
        }

        return "unknown";
    }

    /// <returns>What it answers; if it is silent, why it was not ready before, or that it does not answer.</returns>
    private async Task<ReplicaReadiness> ReadinessAsync(ClusterState cluster, DestinationState replica)
    {
        try
        {
            return await AskAsync(cluster, replica).WaitAsync(Patience, clock);
        }
        catch (TimeoutException)
        {
            return _latest.TryGetValue(replica, out var before) && !before.IsReady ? before : ReplicaReadiness.None;
        }
    }

    private async Task<ReplicaReadiness> AskAsync(ClusterState cluster, DestinationState replica)
    {
        var answer = await GetAsync(cluster, replica, "health/ready", SystemJson.Default.Body, ReadinessTimeout) switch
        {
            null => ReplicaReadiness.None,
            (200, _) => ReplicaReadiness.Ready,
            (_, var body) => new(true, body?.Reason ?? "not ready"),
        };
        _latest.AddOrUpdate(replica, answer);
        return answer;
    }

    /// <returns>
    /// The status and the body, which is null when it has another form; null when there is no response.
    /// </returns>
    private async Task<(int Status, T? Body)?> GetAsync<T>(
        ClusterState cluster, DestinationState replica, string path, JsonTypeInfo<T> form, TimeSpan timeout)
        where T : class
    {
        using var limit = new CancellationTokenSource(timeout, clock);
        var address = new Uri(new Uri(replica.Model.Config.Address), path);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            using var response = await cluster.Model.HttpClient.SendAsync(request, limit.Token);
            return ((int)response.StatusCode, await BodyAsync(response, form, limit.Token));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private static async Task<T?> BodyAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> form, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, form, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
