using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Telemetry;

namespace Platform.Tests.Telemetry;

public sealed class LogLinesTests : IDisposable
{
    private static readonly byte[] Line = [.. Enumerable.Repeat((byte)'a', 1023), (byte)'\n'];

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SlowOutput _output = new();

    [Fact]
    public void Many_lines_are_one_write_and_none_is_lost()
    {
        using (var lines = new LogLines(_output, Meters))
        {
            lines.Add(Line);
            _output.Began.Wait(TestContext.Current.CancellationToken);
            for (var number = 0; number < 1000; number++)
            {
                lines.Add(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n")));
            }

            _output.MayEnd.Set();
        }

        Assert.Equal(
            string.Concat(Enumerable.Range(0, 1000).Select(number => string.Create(
                CultureInfo.InvariantCulture, $"{number}\n"))),
            _output.Written[Line.Length..]);
        Assert.InRange(_output.Writes, 2, 3);
        Assert.Equal(0, Dropped());
    }

    [Fact]
    public void Slow_output_holds_a_bounded_number_of_bytes_and_every_dropped_line_is_counted()
    {
        const int Fits = LogLines.MaxBytes / 1024;
        using var lines = new LogLines(_output, Meters);
        lines.Add(Line);
        _output.Began.Wait(TestContext.Current.CancellationToken);

        for (var count = 0; count < Fits + 7; count++)
        {
            lines.Add(Line);
        }

        Assert.Equal(7, Dropped());
        _output.MayEnd.Set();
        lines.Dispose();
        Assert.Equal((Fits + 1) * 1024, _output.Written.Length);
        Assert.Equal(7, Dropped());
    }

    [Fact]
    public void Lines_that_a_broken_output_refuses_are_counted()
    {
        _output.Breaks = true;
        _output.MayEnd.Set();

        using (var lines = new LogLines(_output, Meters))
        {
            lines.Add(Line);
            lines.Add(Line);
        }

        Assert.Equal(2, Dropped());
    }

    public void Dispose()
    {
        _output.Dispose();
        _services.Dispose();
    }

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    private long Dropped()
    {
        var dropped = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "log.lines.dropped" && instrument.Meter.Scope == Meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => dropped = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return dropped;
    }

    /// <summary>Takes nothing until it may.</summary>
    private sealed class SlowOutput : MemoryStream
    {
        public ManualResetEventSlim Began { get; } = new();

        public ManualResetEventSlim MayEnd { get; } = new();

        public bool Breaks { get; set; }

        public int Writes { get; private set; }

        public string Written => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            Began.Set();
            MayEnd.Wait();
            if (Breaks)
            {
                throw new IOException("Broken pipe");
            }

            base.Write(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            Began.Dispose();
            MayEnd.Dispose();
            base.Dispose(disposing);
        }
    }
}
