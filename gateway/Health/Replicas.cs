using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace Gateway.Health;

/// <summary>Asks the services behind the gateway how they are, over the connections that requests take.</summary>
internal sealed class Replicas(IProxyStateLookup proxy, TimeProvider clock)
{
    /// <summary>
    /// A service says after a second that its database hangs; who has not answered by then does not answer at all.
    /// </summary>
    private static readonly TimeSpan PatienceForReadiness = TimeSpan.FromMilliseconds(1500);

    /// <summary>The objectives are a summary that nobody should wait for.</summary>
    private static readonly TimeSpan PatienceForObjectives = TimeSpan.FromMilliseconds(300);

    /// <returns>What each replica of the cluster answers; empty when it has none.</returns>
    public async Task<ReplicaAnswer[]> AskAsync(string cluster) =>
        proxy.TryGetCluster(cluster, out var found)
            ? await Task.WhenAll(found.DestinationsState.AllDestinations.Select(each => ReadinessAsync(found, each)))
            : [];

    /// <returns>Objective to status, or the text <c>unknown</c> when sre-service does not say.</returns>
    public async Task<JsonNode> ObjectivesAsync()
    {
        if (proxy.TryGetCluster("sre", out var sre) && sre.DestinationsState.AvailableDestinations is [var replica, ..]
            && await GetAsync(sre, replica, "sre/slos", SystemJson.Default.Objectives, PatienceForObjectives) is (200, { } objectives))
        {
            return new JsonObject(objectives.Slos.DistinctBy(slo => slo.Id).Select(
                slo => KeyValuePair.Create<string, JsonNode?>(slo.Id, slo.Status)));
        }

        return "unknown";
    }

    private async Task<ReplicaAnswer> ReadinessAsync(ClusterState cluster, DestinationState replica) =>
        await GetAsync(cluster, replica, "health/ready", SystemJson.Default.Body, PatienceForReadiness) switch
        {
            null => ReplicaAnswer.None,
            (200, _) => ReplicaAnswer.Ready,
            (_, var body) => new(true, body?.Reason ?? "not ready"),
        };

    /// <returns>Status and what the body says, null when it says nothing of that form; null when there is no
    /// answer.</returns>
    private async Task<(int Status, T? Body)?> GetAsync<T>(
        ClusterState cluster, DestinationState replica, string path, JsonTypeInfo<T> form, TimeSpan limit)
        where T : class
    {
        using var patience = new CancellationTokenSource(limit, clock);
        var address = new Uri(new Uri(replica.Model.Config.Address), path);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        try
        {
            using var response = await cluster.Model.HttpClient.SendAsync(request, patience.Token);
            return ((int)response.StatusCode, await BodyAsync(response, form, patience.Token));
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
