using Microsoft.AspNetCore.Http;

namespace Platform.Problems;

/// <summary>Query parameters that an address does not know, or that are given more than once, are refused.</summary>
public static class KnownParameters
{
    /// <returns>A 400 that names all of them; null when there is none.</returns>
    public static Problem? Check(IQueryCollection query, IReadOnlyCollection<string> known)
    {
        var errors = new ValidationErrors();
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
            {
                errors.Add(name, "Unknown parameter.");
            }
            else if (values.Count != 1)
            {
                errors.Add(name, "Given more than once.");
            }
        }

        return errors.ToProblem(KnownProblems.InvalidQuery);
    }
}
