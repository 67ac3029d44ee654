using System.Reflection;
using Shouldly.Configuration;

namespace Mapwright.PublicApi.Tests;

/// <summary>
/// What a package shows to its users changes on purpose only. After a change that is meant, move the received file over
/// the approved one, and read the difference as a user would.
/// </summary>
public class ApprovedApiTests
{
    [Theory]
    [InlineData("Mapwright.Core")]
    [InlineData("Mapwright.ThreadPool")]
    [InlineData("Mapwright.Channels")]
    [InlineData("Mapwright.IoUring")]
    [InlineData("Mapwright.Inline")]
    [InlineData("Mapwright.Testing")]
    public void The_public_api_is_the_approved_one(string assembly) =>
        ApiText.Of(Assembly.Load(assembly)).ShouldMatchApproved(options => options
            .NoDiff()
            .SubFolder("approved")
            .WithDiscriminator(assembly)
            .WithFilenameGenerator((_, discriminator, type, extension) => $"{discriminator!.TrimStart('.')}.{type}.{extension}"));
}
