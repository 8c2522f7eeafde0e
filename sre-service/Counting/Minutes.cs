namespace SreService.Counting;

/// <summary>The grid that slices and readings lie on: whole minutes and whole intervals of UTC.</summary>
internal static class Minutes
{
    public static readonly TimeSpan One = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The running minute and the two before it still take late counts; what lies before them is closed.
    /// </summary>
    public const int Open = 3;

    extension(DateTimeOffset time)
    {
        public DateTimeOffset Floor(TimeSpan interval) =>
            new(time.UtcTicks - (time.UtcTicks % interval.Ticks), TimeSpan.Zero);

        public DateTimeOffset WholeMinute => time.Floor(One);

        /// <summary>The watermark: slices before this moment do not change any more.</summary>
        public DateTimeOffset ClosedUntil => time.WholeMinute - ((Open - 1) * One);
    }
}
