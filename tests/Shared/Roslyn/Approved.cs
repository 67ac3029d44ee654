using System.Runtime.CompilerServices;

namespace Mapwright.Tests.Roslyn;

/// <summary>Compares text with an approved file beside the test: <c>approved/NAME.approved.txt</c>.</summary>
internal static class Approved
{
    /// <summary>Fails when the text differs from the approved one; the received text is written next to it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name of the file, without its endings.</param>
    /// <param name="test">The source file of the test.</param>
    public static void ShouldBeApproved(this string text, string name, [CallerFilePath] string test = "") =>
        text.ReplaceLineEndings("\n").ShouldMatchApproved(options => options
            .NoDiff()
            .SubFolder(Path.Combine(Path.GetDirectoryName(test)!, "approved"))
            .WithFilenameGenerator((_, _, kind, extension) => $"{Path.GetFileNameWithoutExtension(test)}.{name}.{kind}.{extension}"));
}
