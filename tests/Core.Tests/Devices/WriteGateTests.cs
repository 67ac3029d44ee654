namespace Mapwright.Core.Tests.Devices;

public sealed class WriteGateTests
{
    [Fact]
    public async Task While_the_gate_is_shut_no_write_runs()
    {
        const int Rounds = 200_000;
        var gate = new WriteGate();
        var inside = 0;
        var met = 0;
        var ends = false;
        var writer = Task.Factory.StartNew(Write, TaskCreationOptions.LongRunning);
        for (var round = 0; round < Rounds; round++)
        {
            gate.Shut();
            met += Volatile.Read(ref inside);
            gate.Open();
        }

        Volatile.Write(ref ends, true);
        await writer;
        met.ShouldBe(0);

        void Write()
        {
            while (!Volatile.Read(ref ends))
            {
                gate.Enter();
                Volatile.Write(ref inside, 1);
                Volatile.Write(ref inside, 0);
                gate.Exit();
            }
        }
    }

    [Fact]
    public async Task Several_that_shut_it_come_one_after_another()
    {
        const int Rounds = 20_000;
        var gate = new WriteGate();
        var inside = 0;
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(Snapshot, TaskCreationOptions.LongRunning)));
        most.ShouldBe(1);

        void Snapshot()
        {
            for (var round = 0; round < Rounds; round++)
            {
                gate.Shut();
                most = int.Max(most, Interlocked.Increment(ref inside));
                Interlocked.Decrement(ref inside);
                gate.Open();
                gate.Enter();
                gate.Exit();
            }
        }
    }
}
