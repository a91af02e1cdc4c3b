using System.Runtime.InteropServices;

namespace Exchange.Engine;

internal enum ProposalState
{
    /// <summary>Waits for another key.</summary>
    Proposed = 1,

    /// <summary>Waits for its time, or is on its ramp.</summary>
    Scheduled = 2,
}

/// <summary>A change of rules that is not in effect as a whole yet.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Proposal
{
    public int Id;
    public ParameterKind Kind;
    public int Subject;
    public ProposalState State;

    /// <summary>Steps done, of <see cref="StepCount"/>.</summary>
    public int Step;

    public int StepCount;

    /// <summary>The fields that it changes.</summary>
    public ulong Fields;

    /// <summary>When something happens next: it expires, or takes a step. In microseconds.</summary>
    public long DueAt;

    /// <summary>When it was proposed, in microseconds.</summary>
    public long ProposedAt;

    /// <summary>When the last step is due at the earliest, in microseconds; 0 before it is approved.</summary>
    public long CompleteAt;

    /// <summary>The fields that came at once.</summary>
    public ulong AtOnce;

    /// <summary>From one step to the next, in microseconds.</summary>
    public long StepInterval;

    /// <summary>The rules when the first step was taken; what the ramp starts from.</summary>
    public RulesPayload From;

    public RulesPayload To;
    public FieldEffects Effects;
    public Text64 Author;
    public Text64 Approver;
    public Text64 Reason;
}

/// <summary>What is on its way, by id, and how long things take.</summary>
internal sealed class ProposalBook
{
    private readonly List<Proposal> _pending = [];

    public VenueProfile Profile { get; set; }

    public VenueRules Rules { get; set; } = VenueRules.Default;

    public int LastId { get; set; }

    public int Count => _pending.Count;

    /// <summary>When the next of them is due, in microseconds; the end of time if none is.</summary>
    public long NextDue { get; private set; } = long.MaxValue;

    public Span<Proposal> Pending => CollectionsMarshal.AsSpan(_pending);

    /// <summary>The place of a proposal; −1 if it is not pending.</summary>
    public int Find(int id)
    {
        for (var i = 0; i < _pending.Count; i++)
        {
            if (_pending[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The place of the one that is due first, of equal ones the oldest.</summary>
    public int First()
    {
        var pending = Pending;
        var first = 0;
        for (var i = 1; i < pending.Length; i++)
        {
            first = pending[i].DueAt < pending[first].DueAt ? i : first;
        }

        return first;
    }

    public void Add(in Proposal proposal)
    {
        _pending.Add(proposal);
        Reschedule();
    }

    public void RemoveAt(int place)
    {
        _pending.RemoveAt(place);
        Reschedule();
    }

    /// <summary>To be called when a due time has changed.</summary>
    public void Reschedule()
    {
        NextDue = long.MaxValue;
        foreach (ref var proposal in Pending)
        {
            NextDue = Math.Min(NextDue, proposal.DueAt);
        }
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write((int)Profile);
        writer.Write(Rules);
        writer.Write(LastId);
        writer.Write(_pending.Count);
        foreach (ref var proposal in Pending)
        {
            writer.Write(proposal);
        }
    }

    public void Read(ref SnapshotReader reader)
    {
        Profile = (VenueProfile)reader.Read<int>();
        Rules = reader.Read<VenueRules>();
        LastId = reader.Read<int>();
        var count = reader.Read<int>();
        for (var i = 0; i < count; i++)
        {
            _pending.Add(reader.Read<Proposal>());
        }

        Reschedule();
    }
}
