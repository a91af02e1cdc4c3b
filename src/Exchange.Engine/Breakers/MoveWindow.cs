using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>What a window knows besides its parts.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MoveWindowState
{
    /// <summary>When the present part began; 0 before the first price.</summary>
    public long PartSince;

    /// <summary>Since when the price is too far from the window's extremes; 0 while it is not.</summary>
    public long BeyondSince;

    /// <summary>The part that is replaced next.</summary>
    public int Next;

    /// <summary>The lowest price of the parts that are complete.</summary>
    public int Low;

    public int High;

    /// <summary>The lowest price of the present part.</summary>
    public int PartLow;

    public int PartHigh;

    /// <summary>The price that stands.</summary>
    public int LastTicks;
}

/// <summary>
/// The lowest and the highest price of the last so many seconds, in sixty parts and the present one: so it reaches back the whole time and up to a
/// sixtieth of it more. A price costs two compares; a new part sixty.
/// </summary>
internal sealed class MoveWindow
{
    public const int Parts = 60;

    private readonly int[] _lows = new int[Parts];
    private readonly int[] _highs = new int[Parts];

    public MoveWindowState State;

    public int Low => Math.Min(State.Low, State.PartLow);

    public int High => Math.Max(State.High, State.PartHigh);

    /// <summary>How far the standing price is from the farther extreme, in ticks.</summary>
    public long Move => Math.Max(High - State.LastTicks, State.LastTicks - Low);

    /// <summary>The price at a time that is not before the last.</summary>
    public void Note(long now, long length, int ticks)
    {
        if (State.PartSince == 0)
        {
            Restart(now, ticks);
            return;
        }

        var part = FixedMath.DivCeiling(length, Parts);
        var passed = FixedMath.DivFloor(now - State.PartSince, part);
        if (passed > 0)
        {
            Complete(Math.Min(passed, Parts));
            State.PartSince += passed * part;
        }

        State.LastTicks = ticks;
        State.PartLow = Math.Min(State.PartLow, ticks);
        State.PartHigh = Math.Max(State.PartHigh, ticks);
    }

    /// <summary>Forgets what was, and begins with one price.</summary>
    public void Restart(long now, int ticks)
    {
        Array.Fill(_lows, ticks);
        Array.Fill(_highs, ticks);
        State = new MoveWindowState { PartSince = now, Low = ticks, High = ticks, PartLow = ticks, PartHigh = ticks, LastTicks = ticks };
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(State);
        writer.WriteArray<int>(_lows);
        writer.WriteArray<int>(_highs);
    }

    public void Read(ref SnapshotReader reader)
    {
        State = reader.Read<MoveWindowState>();
        reader.ReadArray<int>(Parts).AsSpan(0, Parts).CopyTo(_lows);
        reader.ReadArray<int>(Parts).AsSpan(0, Parts).CopyTo(_highs);
    }

    /// <summary>The present part is over, and perhaps more after it in which the price stood still.</summary>
    private void Complete(long parts)
    {
        for (var i = 0; i < parts; i++)
        {
            _lows[State.Next] = State.PartLow;
            _highs[State.Next] = State.PartHigh;
            State.Next = State.Next == Parts - 1 ? 0 : State.Next + 1;
            State.PartLow = State.LastTicks;
            State.PartHigh = State.LastTicks;
        }

        (State.Low, State.High) = (_lows[0], _highs[0]);
        for (var i = 1; i < Parts; i++)
        {
            State.Low = Math.Min(State.Low, _lows[i]);
            State.High = Math.Max(State.High, _highs[i]);
        }
    }
}
