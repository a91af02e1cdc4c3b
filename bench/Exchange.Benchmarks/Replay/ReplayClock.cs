using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>Applies the commands of a replay to fresh state machines, by the clock.</summary>
internal static class ReplayClock
{
    private const int BatchSize = 1024;
    private const int LookAhead = 6;

    /// <summary>Commands to apply before the clock counts, so that the code is compiled as it is in a server that has run for a while.</summary>
    private const int WarmUp = 2_000_000;

    private const int MaxWarmUpRounds = 50;

    /// <summary>Nanoseconds of thread CPU time per command, the median of so many rounds; each must end in the state of the replay.</summary>
    /// <exception cref="InvalidOperationException">The same commands led elsewhere.</exception>
    public static double NanosecondsPerCommand(ReplayVenue venue, int rounds)
    {
        var hash = venue.Machine.Hash();
        var nanoseconds = new List<double>();
        for (var round = -Math.Min(MaxWarmUpRounds, 1 + (WarmUp / Math.Max(1, venue.Commands.Count))); round < rounds; round++)
        {
            var machine = new StateMachine();
            var events = new EventBuffer();
            Apply(machine, venue.Setup, events);
            GC.Collect();
            var started = ThreadClock.Now();
            Apply(machine, venue.Commands, events);
            if (round >= 0)
            {
                nanoseconds.Add((double)(ThreadClock.Now() - started) / venue.Commands.Count);
            }

            if (!machine.Hash().AsSpan().SequenceEqual(hash))
            {
                throw new InvalidOperationException("The same commands led to another state.");
            }
        }

        nanoseconds.Sort();
        return nanoseconds[rounds / 2];
    }

    private static void Apply(StateMachine machine, FrameList frames, EventBuffer events)
    {
        var sequence = machine.LastSequence;
        for (var i = 0; i < frames.Count; i++)
        {
            if (i % BatchSize == 0)
            {
                events.Clear();
            }

            if (i + LookAhead < frames.Count)
            {
                machine.Prefetch(frames[i + LookAhead]);
            }

            machine.Apply(frames[i], ++sequence, events);
        }
    }
}
