namespace SreService.Notifications.Receivers;

/// <summary>All kinds of receivers: every class that is an <see cref="IReceiverKind"/>.</summary>
internal static class ReceiverKinds
{
    private static readonly IReceiverKind[] All =
    [
        .. typeof(IReceiverKind).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IReceiverKind)))
            .Select(type => (IReceiverKind)Activator.CreateInstance(type)!)
            .OrderBy(kind => kind.Name, StringComparer.Ordinal),
    ];

    public static string Names { get; } = string.Join(", ", All.Select(kind => kind.Name));

    /// <returns>Null when there is no such kind; case does not matter.</returns>
    public static IReceiverKind? Find(string name) =>
        Array.Find(All, kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
