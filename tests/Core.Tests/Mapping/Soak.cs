using System.Diagnostics;
using System.Globalization;

namespace Mapwright.Core.Tests.Mapping;

/// <summary>What makes a test go on after its rounds: MAPWRIGHT_SOAK_SECONDS says for how long, from its beginning on.</summary>
internal sealed class Soak
{
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("MAPWRIGHT_SOAK_SECONDS") ?? "0", CultureInfo.InvariantCulture));

    private readonly long _started = Stopwatch.GetTimestamp();

    public bool GoesOn => Stopwatch.GetElapsedTime(_started) < s_time;
}
