using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A change of rules was proposed. Fields are bits in the order of the kind's table.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ParametersProposed : IEvent
{
    public static EventKind Kind => EventKind.ParametersProposed;

    public int ProposalId { get; init; }

    public ParameterKind Rules { get; init; }

    public int Subject { get; init; }

    /// <summary>In how many steps what does not come at once will come.</summary>
    public int StepCount { get; init; }

    /// <summary>The fields that change at once.</summary>
    public ulong AtOnce { get; init; }

    /// <summary>The fields that change later.</summary>
    public ulong Pending { get; init; }

    /// <summary>When the first step is due; for what needs an approval: until when it may be approved. 0 if nothing is pending.</summary>
    public Timestamp DueAt { get; init; }

    /// <summary>When the last step is due at the earliest; 0 if nothing is pending, or nobody has approved it yet.</summary>
    public Timestamp CompleteAt { get; init; }

    /// <summary>1 if another key has to approve.</summary>
    public int NeedsApproval { get; init; }

    private readonly int _reserved;

    /// <summary>What the change of each field was found to be.</summary>
    public FieldEffects Effects { get; init; }

    /// <summary>The rules as they were then.</summary>
    public RulesPayload Present { get; init; }

    /// <summary>The rules as they are to be.</summary>
    public RulesPayload Wanted { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Another key has approved a proposal.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ProposalApproved : IEvent
{
    public static EventKind Kind => EventKind.ProposalApproved;

    public int ProposalId { get; init; }

    private readonly int _reserved;

    /// <summary>When the delay is over and the first step is due.</summary>
    public Timestamp DueAt { get; init; }

    /// <summary>When the last step is due at the earliest.</summary>
    public Timestamp CompleteAt { get; init; }

    public Text64 Approver { get; init; }
}

/// <summary>Why a proposal ended before it was in effect as a whole.</summary>
public enum WithdrawalCause
{
    /// <summary>An operator withdrew it.</summary>
    Operator = 1,

    /// <summary>A field that it was to change was tightened meanwhile.</summary>
    Superseded = 2,

    /// <summary>Nobody approved it in time.</summary>
    Expired = 3,

    /// <summary>At its last step it contradicted other rules, or a bound.</summary>
    Invalid = 4,
}

/// <summary>A proposal ended before it was in effect as a whole. What was in effect stays.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ProposalWithdrawn : IEvent
{
    public static EventKind Kind => EventKind.ProposalWithdrawn;

    public int ProposalId { get; init; }

    public WithdrawalCause Cause { get; init; }

    /// <summary>Who withdrew it, or whose change superseded it; empty otherwise.</summary>
    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Rules took effect: at once, or one step of a ramp.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ParametersEffective : IEvent
{
    public static EventKind Kind => EventKind.ParametersEffective;

    public int ProposalId { get; init; }

    public ParameterKind Rules { get; init; }

    public int Subject { get; init; }

    /// <summary>From 1 to <see cref="StepCount"/>; 0 for what came at once.</summary>
    public int Step { get; init; }

    public int StepCount { get; init; }

    private readonly int _reserved;

    /// <summary>The fields that the step was about.</summary>
    public ulong Fields { get; init; }

    /// <summary>When the next step is due; 0 if it was the last.</summary>
    public Timestamp NextDueAt { get; init; }

    public RulesPayload Before { get; init; }

    public RulesPayload After { get; init; }

    public Text64 Author { get; init; }

    /// <summary>The key that approved; empty if none had to.</summary>
    public Text64 Approver { get; init; }

    public Text64 Reason { get; init; }
}
