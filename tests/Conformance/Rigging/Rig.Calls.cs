using Mapwright.Conformance.Matrix;

namespace Mapwright.Conformance.Rigging;

/// <remarks>An operation is called by both of its forms; the rig takes the one of its colour, so that a test states the behaviour once.</remarks>
internal sealed partial class Rig
{
    public ValueTask<T> Call<T>(Func<T> blocking, Func<ValueTask<T>> async) =>
        Setup.Colour == Colour.Blocking ? new(blocking()) : Within(async());

    public ValueTask Call(Action blocking, Func<ValueTask> async)
    {
        if (Setup.Colour == Colour.Async)
        {
            return Within(async());
        }

        blocking();
        return default;
    }

    /// <summary>Calls on a thread of its own, so that the test goes on while the operation waits.</summary>
    public Task<T> Start<T>(Func<T> blocking, Func<ValueTask<T>> async) => OnThread(() => Call(blocking, async).AsTask());

    /// <inheritdoc cref="Start{T}"/>
    public Task Start(Action blocking, Func<ValueTask> async) => OnThread(() => Call(blocking, async).AsTask());

    /// <summary>Calls on a thread of its own, and goes on when the operation waits.</summary>
    public async Task<Task<T>> StartWaiting<T>(Func<T> blocking, Func<ValueTask<T>> async)
    {
        if (Setup.Colour == Colour.Async)
        {
            return async().AsTask();
        }

        var thread = default(Thread);
        var waiting = OnThread(() =>
        {
            Volatile.Write(ref thread, Thread.CurrentThread);
            return Task.FromResult(blocking());
        });
        while (!waiting.IsCompleted && (Volatile.Read(ref thread)?.ThreadState & ThreadState.WaitSleepJoin) != ThreadState.WaitSleepJoin)
        {
            await Task.Yield();
        }

        return waiting;
    }

    /// <summary>Begins on a thread of its own.</summary>
    public static Task OnThread(Func<Task> body) =>
        Task.Factory.StartNew(body, default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <inheritdoc cref="OnThread(Func{Task})"/>
    public static Task<T> OnThread<T>(Func<Task<T>> body) =>
        Task.Factory.StartNew(body, default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();

    /// <summary>The call throws on the caller's thread, in both colours.</summary>
    public TException Refuses<TException>(Action blocking, Func<object> async)
        where TException : Exception
    {
        var exception = Should.Throw<TException>(Setup.Colour == Colour.Blocking ? blocking : () => async());
        exception.GetType().ShouldBe(typeof(TException));
        return exception;
    }

    /// <summary>The operation fails: the blocking form throws, and the asynchronous one through its task, never at once.</summary>
    public async Task<TException> Fails<TException>(Action blocking, Func<ValueTask> async)
        where TException : Exception
    {
        TException exception;
        if (Setup.Colour == Colour.Blocking)
        {
            exception = Should.Throw<TException>(blocking);
        }
        else
        {
            var pending = async();
            exception = await Should.ThrowAsync<TException>(() => Within(pending).AsTask());
        }

        exception.GetType().ShouldBe(typeof(TException));
        return exception;
    }

    /// <inheritdoc cref="Fails{TException}(Action, Func{ValueTask})"/>
    public Task<TException> Fails<TException, T>(Func<T> blocking, Func<ValueTask<T>> async)
        where TException : Exception => Fails<TException>(() => { blocking(); }, () => Discard(async()));

    /// <summary>Fails the test where an operation hangs, instead of hanging it.</summary>
    public static async ValueTask<T> Within<T>(ValueTask<T> pending) =>
        pending.IsCompleted ? await pending : await pending.AsTask().WaitAsync(Deadline);

    /// <inheritdoc cref="Within{T}"/>
    public static async ValueTask Within(ValueTask pending)
    {
        if (pending.IsCompleted)
        {
            await pending;
        }
        else
        {
            await pending.AsTask().WaitAsync(Deadline);
        }
    }

    /// <summary>Asks for the result without awaiting it.</summary>
    public static void TakeResult(ValueTask pending) => pending.GetAwaiter().GetResult();

    private static async ValueTask Discard<T>(ValueTask<T> pending) => await pending;
}
