using System.ComponentModel.DataAnnotations;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Platform.Configuration;

namespace Platform.Tests.Configuration;

public sealed class SettingsTests
{
    [Fact]
    public void All_invalid_values_are_named_at_once()
    {
        var (_, errors) = Read(("Size", "many"), ("Pause", "99:00:00"), ("Kind", "Purple"), ("Name", ""));

        Assert.Equal(
            [
                "Sample:Size: 'many' is not a valid whole number.",
                "Sample:Pause: The field value must be between 00:00:01 and 00:01:00.",
                "Sample:Kind: 'Purple' is not a valid choice (Small, Large).",
                "Sample:Name: The value field is required.",
            ],
            errors.All);
    }

    [Fact]
    public void Value_outside_its_limits_stops_the_start_with_its_key()
    {
        var (_, errors) = Read(("Size", "11"));

        var error = Assert.Throws<InvalidConfigurationException>(errors.ThrowIfAny);
        Assert.Contains("Sample:Size", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_setting_keeps_its_default()
    {
        var (settings, errors) = Read();

        Assert.Empty(errors.All);
        Assert.Equal((5, TimeSpan.FromSeconds(2), "default"), (settings.Size, settings.Pause, settings.Name));
    }

    [Fact]
    public void Checked_settings_report_every_problem_with_its_full_key()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Sample:Size", "many"), new("Sample:Steps:1", "")]);

        builder.AddSettings<CheckedSample>("Sample");

        Assert.Equal(
            ["Sample:Size: 'many' is not a valid whole number.", "Sample:Steps:0: must have a text."],
            builder.ConfigurationErrors().All);
    }

    [Fact]
    public void Any_text_is_either_read_or_reported() =>
        Gen.String.Sample(text =>
        {
            var (settings, errors) = Read(("Size", text));

            var understood = text.Length == 0 || (int.TryParse(text, out var size) && size == settings.Size);
            Assert.True(understood || errors.All.Count == 1, text);
        });

    private static (Sample Settings, ConfigurationErrors Errors) Read(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                values.Select(value => KeyValuePair.Create($"Sample:{value.Key}", (string?)value.Value)))
            .Build();
        var errors = new ConfigurationErrors();

        return (Settings.Read(configuration.GetSection("Sample"), errors, new Sample()), errors);
    }

    private sealed class Sample
    {
        [Range(1, 10)]
        public int Size { get; set; } = 5;

        [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
        public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(2);

        public Kind Kind { get; set; }

        [Required]
        public string Name { get; set; } = "default";
    }

    private sealed class CheckedSample : ICheckedSettings
    {
        public int Size { get; set; }

        public List<string> Steps { get; set; } = [];

        public IEnumerable<(string Key, string Problem)> Problems() =>
            from step in Steps.Index()
            where step.Item.Length == 0
            select ($"{nameof(Steps)}:{step.Index}", "must have a text.");
    }

    private enum Kind
    {
        Small,
        Large,
    }
}
