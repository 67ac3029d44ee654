using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Mapwright.Conformance.Rigging;

/// <summary>
/// Passes every primitive on to a platform, counts the calls, and lets a test hold or fail them by name. So the same test
/// injects the same fault whatever does the I/O.
/// </summary>
internal sealed partial class ProbedPlatform(StoragePlatform inner, IEnumerable<int> errors) : StoragePlatform
{
    private readonly ConcurrentDictionary<string, Probe> _probes = new();

    /// <summary>Mappings that let their file go. Finalizers unmap them, so nothing here may have one of its own.</summary>
    private readonly ConcurrentDictionary<PlatformMapping, bool> _retired = new();

    private int _openFiles;
    private int _mappings;

    /// <summary>The files that were opened and not closed.</summary>
    public int OpenFiles => Volatile.Read(ref _openFiles);

    /// <summary>The mappings that were neither ended nor told to let their file go.</summary>
    public int Mappings => Volatile.Read(ref _mappings);

    /// <summary>How often a primitive was called.</summary>
    public int CallsOf(string primitive) => ProbeOf(primitive).Calls;

    /// <summary>How often any primitive was called.</summary>
    public int Calls => _probes.Values.Sum(probe => probe.Calls);

    /// <summary>Whether what completes primitives past the platform asks <see cref="Intercepts"/> first.</summary>
    public bool DriverAsksProbes { get; set; }

    /// <summary>Makes the calls of a primitive pass through here, so that they are counted.</summary>
    public void Watch(string primitive) => ProbeOf(primitive).IsWatched = true;

    /// <summary>Makes the calls of a primitive wait until the gate is opened.</summary>
    public Gate Hold(string primitive) => Gate.On(ProbeOf(primitive));

    /// <summary>Makes calls of a primitive fail.</summary>
    /// <param name="primitive">Its name.</param>
    /// <param name="code">What the error means; the number is one that the platform knows by this meaning.</param>
    /// <param name="transferred">Bytes transferred before the failure.</param>
    /// <param name="after">The number of calls that still succeed.</param>
    /// <param name="times">The number of calls that fail after those.</param>
    /// <returns>The error number.</returns>
    public int Fail(string primitive, StorageErrorCode code, long transferred = 0, int after = 0, int times = int.MaxValue)
    {
        var error = ErrorOf(code);
        var calls = 0;
        ProbeOf(primitive).Answer = () =>
        {
            var call = Interlocked.Increment(ref calls);
            return call > after && call - after <= times ? IoResult.Failure(error, transferred) : null;
        };
        return error;
    }

    /// <summary>Makes calls of a primitive succeed without doing anything.</summary>
    public void Skip(string primitive) => ProbeOf(primitive).Answer = static () => IoResult.Success();

    /// <summary>Lets the calls of a primitive through again.</summary>
    public void Restore(string primitive) => ProbeOf(primitive).Answer = null;

    /// <summary>An error number of the platform with this meaning.</summary>
    public int ErrorOf(StorageErrorCode code) => errors.First(error => inner.Classify(error) == code);

    /// <summary>For what does a primitive's work past the platform, such as a driver: counts the call, and may answer it.</summary>
    public bool Intercepts(string primitive, out IoResult result)
    {
        var answer = ProbeOf(primitive).Enter();
        result = answer.GetValueOrDefault();
        return answer is not null;
    }

    private bool Answered(out IoResult result, [CallerMemberName] string primitive = "") => Intercepts(primitive, out result);

    private Probe ProbeOf(string primitive) => _probes.GetOrAdd(primitive, static _ => new Probe());

    /// <summary>The calls of one primitive.</summary>
    internal sealed class Probe
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        /// <summary>Whether a test is about its calls: no kernel may take them elsewhere.</summary>
        public volatile bool IsWatched;

        private volatile Func<IoResult?>? _answer;

        /// <summary>What a call is answered with; null, or a null answer, lets it through.</summary>
        public Func<IoResult?>? Answer
        {
            get => _answer;
            set
            {
                IsWatched = true;
                _answer = value;
            }
        }

        public IoResult? Enter()
        {
            Interlocked.Increment(ref _calls);
            return Answer?.Invoke();
        }
    }
}
