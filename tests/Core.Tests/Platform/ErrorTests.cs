namespace Mapwright.Core.Tests.Platform;

public sealed class ErrorTests
{
    private static readonly StoragePlatform s_platform = StoragePlatform.Current;

    [Theory]
    [InlineData(28, "ENOSPC: No space left on device")]
    [InlineData(5, "EIO: Input/output error")]
    [InlineData(99, "errno 99: Cannot assign requested address")]
    public void An_error_is_described_by_its_name_and_the_words_of_the_system(int error, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the words are those of Linux");
        s_platform.Describe(error).ShouldBe(expected);
    }

    [Theory]
    [InlineData(1, StorageErrorCode.AccessDenied)]
    [InlineData(2, StorageErrorCode.NotFound)]
    [InlineData(5, StorageErrorCode.DeviceError)]
    [InlineData(11, StorageErrorCode.WouldBlock)]
    [InlineData(12, StorageErrorCode.OutOfResources)]
    [InlineData(13, StorageErrorCode.AccessDenied)]
    [InlineData(14, StorageErrorCode.MappingFault)]
    [InlineData(17, StorageErrorCode.AlreadyExists)]
    [InlineData(18, StorageErrorCode.CrossesDevices)]
    [InlineData(21, StorageErrorCode.WrongKind)]
    [InlineData(22, StorageErrorCode.InvalidArgument)]
    [InlineData(24, StorageErrorCode.OutOfResources)]
    [InlineData(27, StorageErrorCode.TooLarge)]
    [InlineData(28, StorageErrorCode.NoSpace)]
    [InlineData(30, StorageErrorCode.AccessDenied)]
    [InlineData(36, StorageErrorCode.InvalidPath)]
    [InlineData(38, StorageErrorCode.NotSupported)]
    [InlineData(39, StorageErrorCode.NotEmpty)]
    [InlineData(95, StorageErrorCode.NotSupported)]
    [InlineData(122, StorageErrorCode.NoSpace)]
    [InlineData(125, StorageErrorCode.Cancelled)]
    [InlineData(99, StorageErrorCode.Unknown)]
    public void An_error_number_has_a_stable_code(int error, StorageErrorCode code) => LinuxErrors.Classify(error).ShouldBe(code);

    [Fact]
    public void The_answer_of_a_missing_primitive_is_that_it_is_not_supported() =>
        s_platform.CodeOf(s_platform.NotSupported).ShouldBe(StorageErrorCode.NotSupported);
}
