using Exchange.Engine;

namespace Exchange.Simulation;

internal static class MachineSnapshots
{
    /// <summary>The whole state as bytes, but for the sequence and the time of the last command, which every command moves.</summary>
    public static byte[] StateWithoutClock(this StateMachine machine)
    {
        var (sequence, now) = (machine.State.Sequence, machine.State.Now);
        machine.State.Sequence = 0;
        machine.State.Now = default;
        var snapshot = new System.Buffers.ArrayBufferWriter<byte>();
        machine.WriteSnapshot(snapshot);
        machine.State.Sequence = sequence;
        machine.State.Now = now;
        return snapshot.WrittenSpan.ToArray();
    }
}
