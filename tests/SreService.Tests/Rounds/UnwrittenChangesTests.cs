using SreService.Rounds;
using SreService.Timeline;

namespace SreService.Tests.Rounds;

public sealed class UnwrittenChangesTests
{
    private readonly UnwrittenChanges _unwritten = new();

    [Fact]
    public void Changes_wait_in_order_until_they_are_written()
    {
        Add("first");
        Add("second");
        var written = _unwritten.Sequence;
        Add("third");

        Assert.Equal(["first", "second", "third"], Texts(_unwritten.After(0)));
        Assert.Equal(["third"], Texts(_unwritten.After(written)));
        Assert.False(_unwritten.After(_unwritten.Sequence).Any);
    }

    [Fact]
    public void Cleared_changes_are_not_written_and_later_ones_are()
    {
        Add("first");
        _unwritten.Clear();
        Add("second");

        Assert.Equal(["second"], Texts(_unwritten.After(0)));
    }

    private static IEnumerable<string> Texts(RoundChanges changes) =>
        changes.TimelineEvents.Select(timelineEvent => timelineEvent.Text);

    private void Add(string text) => _unwritten.Add(
        new([], [new(SreSystem.Noon, TimelineEventKind.Replica, "gateway", "gateway-1", text)], []));
}
