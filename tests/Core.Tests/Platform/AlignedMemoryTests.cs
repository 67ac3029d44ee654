namespace Mapwright.Core.Tests.Platform;

public sealed class AlignedMemoryTests
{
    [Theory]
    [InlineData(0, 4096, 0, 0)]
    [InlineData(1, 4096, 0, 4096)]
    [InlineData(4095, 4096, 0, 4096)]
    [InlineData(4096, 4096, 4096, 4096)]
    [InlineData(4097, 4096, 4096, 8192)]
    [InlineData(7, 1, 7, 7)]
    [InlineData(long.MaxValue - 511, 512, long.MaxValue - 511, long.MaxValue - 511)]
    public void A_value_is_rounded_to_a_multiple(long value, int alignment, long down, long up) =>
        (AlignedMemory.AlignDown(value, alignment), AlignedMemory.AlignUp(value, alignment)).ShouldBe((down, up));

    [Fact]
    public void What_has_no_multiple_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => AlignedMemory.AlignUp(long.MaxValue, 512)).ParamName.ShouldBe("value");
        Should.Throw<ArgumentOutOfRangeException>(() => AlignedMemory.AlignDown(-1, 512)).ParamName.ShouldBe("value");
        Should.Throw<ArgumentOutOfRangeException>(() => AlignedMemory.AlignUp(1, 3)).ParamName.ShouldBe("alignment");
        Should.Throw<ArgumentOutOfRangeException>(() => AlignedMemory.AlignDown(1, 0)).ParamName.ShouldBe("alignment");
    }
}
