using System.Text.Json;
using SreService.Tests.Alerting;
using Testing;

namespace SreService.Tests.Incidents;

/// <summary>What follows from an incident: the review and its action items.</summary>
public sealed class ReviewTests(PostgresFixture postgres) : IAsyncLifetime
{
    private SreSystem _system = null!;
    private string _id = null!;

    public async ValueTask InitializeAsync()
    {
        _system = await new SreSystem(await postgres.CreateDatabaseAsync()).StartAsync();
        var (_, incident) = await _system.PostJsonAsync("/internal/incidents", new
        {
            author = "Ada",
            component = "users-service",
            title = "A backup is gone",
            severity = "P1",
        });
        _id = incident!.Value.Text("id")!;
    }

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task Action_item_has_owner_due_day_and_state()
    {
        var (status, added) = await AddAsync("add an index", "2026-11-24");

        Assert.Equal(201, status);
        Assert.Equal("open", added!.Value.Text("state"));
        var item = Assert.Single(await ItemsAsync());
        Assert.Equal(
            ("add an index", "prevent", "Ben", "2026-11-24", "open", _id),
            (item.Text("action"), item.Text("kind"), item.Text("owner"), item.Text("due"), item.Text("state"),
                item.Text("incident")));
    }

    [Fact]
    public async Task Changed_action_item_names_who_changed_it_and_stands_in_the_timeline()
    {
        var (_, added) = await AddAsync("add an index", "2026-11-24");
        var id = added!.Value.GetProperty("id").GetInt64();

        Assert.Equal(204, await ChangeAsync(new { id, author = "Eve", owner = "Eve", due = "2026-12-24" }));
        Assert.Equal(204, await ChangeAsync(new { id, author = "Eve", state = "done" }));

        var item = Assert.Single(await ItemsAsync());
        Assert.Equal(
            ("done", "Eve", "2026-12-24", "Eve"),
            (item.Text("state"), item.Text("owner"), item.Text("due"), item.Text("changed_by")));
        var details = await _system.GetAsync($"/sre/incidents/{_id}");
        Assert.Equal("done", Assert.Single(details.GetProperty("action_items").EnumerateArray()).Text("state"));
        Assert.Equal(
            [
                "opened: A backup is gone", $"action {id} for Ben, due 2026-11-24: add an index",
                $"action {id}: owner Eve, due 2026-12-24", $"action {id}: done",
            ],
            details.GetProperty("entries").EnumerateArray().Select(entry => entry.Text("text")));
    }

    [Fact]
    public async Task Open_action_item_is_overdue_after_its_day()
    {
        await AddAsync("later", "2026-11-24");
        await AddAsync("sooner", "2026-11-23");
        _system.Clock.Advance(TimeSpan.FromHours(11.9));
        Assert.Equal(0, (await _system.GetAsync("/sre/action-items")).GetProperty("overdue").GetInt32());

        _system.Clock.Advance(TimeSpan.FromHours(0.2));

        Assert.Equal(
            [("sooner", true), ("later", false)],
            (await ItemsAsync()).Select(item => (item.Text("action")!, item.GetProperty("overdue").GetBoolean())));
        Assert.Empty(await ItemsAsync("?state=done"));
    }

    [Fact]
    public async Task Invalid_action_items_and_reviews_are_refused()
    {
        Assert.Equal(400, (await AddAsync("add an index", "tomorrow")).Status);
        Assert.Equal(400, (await AddAsync("", "2026-11-24")).Status);
        Assert.Equal(404, (await AddAsync("add an index", "2026-11-24", id: "nothing")).Status);
        Assert.Equal(404, await ChangeAsync(new { id = 1, author = "Eve", state = "done" }));
        Assert.Equal(400, await ChangeAsync(new { id = 1, author = "Eve" }));
        Assert.Equal(400, await ReviewAsync(new { id = _id, author = "Ada" }));
        Assert.Equal(404, await ReviewAsync(new { id = "nothing", author = "Ada", lucky = "it rained" }));
        Assert.Empty(await ItemsAsync());
        using var client = _system.CreateClient();
        using var answer = await client.GetAsync(
            "/sre/action-items?state=late", TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Review_may_have_five_sections_of_2000_characters_in_any_language()
    {
        var text = new string('太', 2000);

        Assert.Equal(204, await ReviewAsync(new
        {
            id = _id,
            author = "Ada",
            summary = text,
            root_cause = text,
            went_well = text,
            went_badly = text,
            lucky = text,
        }));
    }

    [Fact]
    public async Task Newest_text_of_each_section_of_a_review_is_in_the_post_mortem()
    {
        Assert.Equal(
            204, await ReviewAsync(new { id = _id, author = "Ada", root_cause = "A disk.", lucky = "It rained." }));
        Assert.Equal(
            204, await ReviewAsync(new { id = _id, author = "Eve", root_cause = "A full disk.\nNobody looked." }));
        await AddAsync("watch the disk", "2026-11-24");

        using var client = _system.CreateClient();
        var text = await client.GetStringAsync(
            $"/sre/incidents/{_id}/post-mortem", TestContext.Current.CancellationToken);
        var review = (await _system.GetAsync($"/sre/incidents/{_id}")).GetProperty("review");

        Assert.Contains("\nA full disk.\nNobody looked.\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("A disk.", text, StringComparison.Ordinal);
        Assert.Contains("## Where we got lucky\n\nIt rained.\n", text, StringComparison.Ordinal);
        Assert.Contains("| watch the disk | prevent | Ben | 2026-11-24 | open |", text, StringComparison.Ordinal);
        Assert.Equal(
            ("A full disk.\nNobody looked.", "It rained.", "Eve"),
            (review.Text("root_cause"), review.Text("lucky"), review.Text("author")));
    }

    private async Task<JsonElement[]> ItemsAsync(string query = "") =>
        [.. (await _system.GetAsync($"/sre/action-items{query}")).GetProperty("action_items").EnumerateArray()];

    private Task<(int Status, JsonElement? Body)> AddAsync(string action, string due, string? id = null) =>
        _system.PostJsonAsync(
            "/internal/incidents/actions",
            new { id = id ?? _id, author = "Ada", action, kind = "prevent", owner = "Ben", due });

    private async Task<int> ChangeAsync(object change) =>
        (await _system.PostJsonAsync("/internal/incidents/actions/change", change)).Status;

    private async Task<int> ReviewAsync(object review) =>
        (await _system.PostJsonAsync("/internal/incidents/reviews", review)).Status;
}
