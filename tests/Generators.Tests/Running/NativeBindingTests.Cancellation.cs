namespace Mapwright.Generators.Tests.Running;

/// <summary>Tokens that fire before, while and after the driver is asked.</summary>
public sealed partial class NativeBindingTests
{
    private const int BadInput = 22;
    private const int Cancelled = 125;

    [Fact]
    public void A_token_that_has_fired_already_is_not_offered()
    {
        var write = _file.WriteAtAsync(new byte[1], 0, new CancellationToken(canceled: true)).AsTask();
        write.IsCanceled.ShouldBeTrue();
        _driver.Offered.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_that_fires_asks_the_driver_and_its_answer_is_awaited()
    {
        using var source = new CancellationTokenSource();
        var write = _file.WriteAtAsync(new byte[1], 0, source.Token).AsTask();
        var request = _driver.Taken.Single();

        await source.CancelAsync();

        _driver.Cancelled.ShouldBe([request.Item]);
        write.IsCompleted.ShouldBeFalse("the kernel may still touch the buffer");
        request.Fail(Cancelled);
        (await Should.ThrowAsync<OperationCanceledException>(() => write)).CancellationToken.ShouldBe(source.Token);
        await ShouldClose();
    }

    [Fact]
    public async Task Success_wins_over_a_token_that_fired()
    {
        using var source = new CancellationTokenSource();
        var write = _file.WriteAtAsync(new byte[] { 5 }, 0, source.Token);

        await source.CancelAsync();
        _driver.Taken.Single().Write();

        await write;
        File.ReadAllBytes(_temporary.Path)[0].ShouldBe((byte)5);
    }

    [Fact]
    public async Task A_token_that_fires_while_the_driver_is_asked_is_passed_on()
    {
        using var source = new CancellationTokenSource();
        _driver.Accept = () =>
        {
            source.Cancel();
            return true;
        };

        var write = _file.WriteAtAsync(new byte[1], 0, source.Token).AsTask();
        _driver.Cancelled.ShouldNotBeEmpty();
        _driver.Taken.Single().Fail(Cancelled);

        await Should.ThrowAsync<OperationCanceledException>(() => write);
    }

    [Fact]
    public async Task A_token_that_fires_while_the_driver_declines_cancels_the_item()
    {
        using var source = new CancellationTokenSource();
        _driver.Accept = () =>
        {
            source.Cancel();
            return false;
        };

        await Should.ThrowAsync<OperationCanceledException>(async () => await _file.WriteAtAsync(new byte[] { (byte)~_content[0] }, 0, source.Token));
        await ShouldClose();
        File.ReadAllBytes(_temporary.Path).ShouldBe(_content);
    }

    [Fact]
    public async Task An_error_without_a_cancel_is_no_cancel()
    {
        using var source = new CancellationTokenSource();
        _driver.OnStarted = request => request.Fail(BadInput);
        await Should.ThrowAsync<StorageException>(async () => await _file.WriteAtAsync(new byte[1], 0, source.Token));
    }
}
