namespace Mapwright.Analyzers;

/// <summary>The page of a rule.</summary>
internal static class HelpLink
{
    private const string Root = "https://github.com/mapwright/mapwright/blob/main/docs/rules/";

    /// <summary>The address of a rule's page.</summary>
    /// <param name="id">The id of the rule.</param>
    /// <returns>The address.</returns>
    public static string To(string id) => Root + id + ".md";
}
