namespace SreService.Counting;

/// <summary>The grid of slices and scrapes: whole minutes and whole intervals in UTC.</summary>
internal static class Minutes
{
    public static readonly TimeSpan One = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The current minute and the two before it accept late counts; earlier ones are closed.
    /// </summary>
    public const int Open = 3;

    extension(DateTimeOffset time)
    {
        public DateTimeOffset Floor(TimeSpan interval) =>
            new(time.UtcTicks - (time.UtcTicks % interval.Ticks), TimeSpan.Zero);

        public DateTimeOffset WholeMinute => time.Floor(One);

        /// <summary>The watermark: slices before this time are final.</summary>
        public DateTimeOffset ClosedUntil => time.WholeMinute - ((Open - 1) * One);
    }
}
