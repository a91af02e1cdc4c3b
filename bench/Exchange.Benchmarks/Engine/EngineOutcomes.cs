using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>
/// One hash per workload over every event, every outcome and the final state: two engines that print the same did the same.
/// Half way the machine is written down and goes on from its snapshot.
/// </summary>
internal static class EngineOutcomes
{
    public static void Report(string name, params ReadOnlySpan<FrameList> parts)
    {
        var machine = new StateMachine();
        var events = new EventBuffer();
        long sequence = 0;
        long trades = 0;
        var rejects = new int[256];
        var cancels = new int[256];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var frames in parts)
        {
            for (var i = 0; i < frames.Count; i++)
            {
                if (i == frames.Count / 2)
                {
                    machine = Restored(machine);
                }

                events.Clear();
                machine.Prefetch(frames[i]);
                var outcome = machine.Apply(frames[i], ++sequence, events);
                rejects[(int)outcome.Reject]++;
                Count(events, cancels);
                hash.AppendData(events.Bytes);
                hash.AppendData(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref outcome, 1)));
            }

            trades = machine.State.LastTrade;
        }

        machine.CheckInvariants();
        hash.AppendData(machine.Hash());
        Console.WriteLine($"{Convert.ToHexStringLower(hash.GetHashAndReset())}  {name}: {sequence:N0} commands, {trades:N0} trades");
        Console.WriteLine($"  rejected: {Listed<RejectReason>(rejects)}");
        Console.WriteLine($"  canceled: {Listed<CancelReason>(cancels)}");
    }

    private static void Count(EventBuffer events, int[] cancels)
    {
        foreach (var frame in new EventReader(events.Bytes))
        {
            if (frame.Kind == EventKind.OrderCanceled)
            {
                cancels[(int)frame.As<OrderCanceled>().Reason]++;
            }
        }
    }

    private static string Listed<TReason>(int[] counts)
        where TReason : struct, Enum => string.Join(", ", Enumerable.Range(1, 255)
            .Where(i => counts[i] > 0)
            .Select(i => $"{(TReason)Enum.ToObject(typeof(TReason), i)} {counts[i]:N0}"));

    private static StateMachine Restored(StateMachine machine)
    {
        var snapshot = new ArrayBufferWriter<byte>();
        machine.WriteSnapshot(snapshot);
        return StateMachine.Restore(new ReadOnlySequence<byte>(snapshot.WrittenMemory));
    }
}
