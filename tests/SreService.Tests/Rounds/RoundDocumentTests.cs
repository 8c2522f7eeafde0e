using System.Text.Json;
using System.Text.Json.Nodes;
using SreService.Objectives;
using SreService.Rounds;
using SreService.Scraping;

namespace SreService.Tests.Rounds;

/// <summary>
/// The round state in the database. Replicas of two versions read each other's while an update rolls out.
/// </summary>
public sealed class RoundDocumentTests
{
    private const string Text =
        """
        {
          "Replicas": [{
            "Service": "gateway", "Address": "http://gateway-1.test:9080/", "Instance": null, "Announced": null,
            "Reading": {
              "Process": { "Service": "gateway", "Instance": "gateway-1", "StartedAt": "2026-11-23T11:00:00+00:00" },
              "Version": "1.2.3", "At": "2026-11-23T12:00:00+00:00", "ClockSkew": null,
              "Gauges": { "process_cpu_limit{}": 2 }
            },
            "Failure": null, "FailingSince": null, "Missed": 0, "HasEnded": false, "Usage": []
          }],
          "Alerts": { "Alerts": [], "Pending": [], "Undecided": [], "Beginnings": [] },
          "Statuses": {},
          "Receivers": [],
          "Incidents": [],
          "Configuration": "r1",
          "ConfiguredAt": null,
          "Impact": {
            "State": "at_risk", "Sentence": "2 requests failed.", "Since": "2026-11-23T12:00:00+00:00", "Bad": 2,
            "Total": 9, "Share": 22.222, "Operations": [{ "Route": "/", "Bad": 2, "Total": 9, "Share": 22.222 }]
          },
          "QueryProblems": { "Reasons": { "query-1": "its query found no series" } }
        }
        """;

    private static RoundDocument Document => JsonSerializer.Deserialize(Text, RoundJson.Default.RoundDocument)!;

    [Fact]
    public void Stored_document_becomes_the_state_of_its_round()
    {
        var state = Document.ToState(SreSystem.Noon, SloList.None, new());

        var replica = Assert.Single(state.Replicas.All);
        Assert.Equal((SreSystem.Noon, "r1"), (state.Replicas.At, state.Objectives.Revision));
        Assert.Equal(new("gateway", "gateway-1", SreSystem.Noon.AddHours(-1)), replica.Scrape?.Process);
        Assert.Equal(2, replica.Scrape?.Gauges[Series.Parse("process_cpu_limit{}")]);
    }

    [Fact]
    public void State_is_stored_as_the_same_document_again()
    {
        var again = RoundDocument.Of(Document.ToState(SreSystem.Noon, SloList.None, new()));

        Assert.Equal(
            JsonNode.Parse(Text)!.ToJsonString(),
            JsonSerializer.SerializeToNode(again, RoundJson.Default.RoundDocument)!.ToJsonString());
    }
}
