namespace Mapwright.Core.Tests.Platform;

/// <summary>The table of error numbers; it is the same everywhere, so it is tested everywhere.</summary>
public sealed class WindowsErrorTests
{
    [Theory]
    [InlineData(0, StorageErrorCode.None)]
    [InlineData(2, StorageErrorCode.NotFound)]
    [InlineData(3, StorageErrorCode.NotFound)]
    [InlineData(5, StorageErrorCode.AccessDenied)]
    [InlineData(8, StorageErrorCode.OutOfResources)]
    [InlineData(17, StorageErrorCode.CrossesDevices)]
    [InlineData(23, StorageErrorCode.DeviceError)]
    [InlineData(32, StorageErrorCode.InUse)]
    [InlineData(33, StorageErrorCode.InUse)]
    [InlineData(50, StorageErrorCode.NotSupported)]
    [InlineData(80, StorageErrorCode.AlreadyExists)]
    [InlineData(87, StorageErrorCode.InvalidArgument)]
    [InlineData(112, StorageErrorCode.NoSpace)]
    [InlineData(123, StorageErrorCode.InvalidPath)]
    [InlineData(145, StorageErrorCode.NotEmpty)]
    [InlineData(183, StorageErrorCode.AlreadyExists)]
    [InlineData(223, StorageErrorCode.TooLarge)]
    [InlineData(267, StorageErrorCode.WrongKind)]
    [InlineData(998, StorageErrorCode.MappingFault)]
    [InlineData(1117, StorageErrorCode.DeviceError)]
    [InlineData(1224, StorageErrorCode.InUse)]
    [InlineData(9999, StorageErrorCode.Unknown)]
    public void An_error_number_has_a_stable_code(int error, StorageErrorCode code) => WindowsErrors.Classify(error).ShouldBe(code);

    [Fact]
    public void A_lock_that_is_held_is_waited_for_and_a_transfer_that_meets_one_is_not()
    {
        WindowsErrors.Classify(WindowsErrors.LockIsHeld).ShouldBe(StorageErrorCode.WouldBlock);
        WindowsErrors.Classify(WindowsErrors.LockViolation).ShouldBe(StorageErrorCode.InUse);
    }

    [Fact]
    public void That_a_mapped_file_keeps_its_length_is_explained() =>
        WindowsErrors.Describe(WindowsErrors.UserMappedFile).ShouldContain("mapped");
}
