using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>What the state machine answers to one command.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct CommandOutcome
{
    /// <summary>The command's sequence in the journal.</summary>
    public long Sequence { get; set; }

    public Timestamp Time { get; set; }

    /// <summary>The order that was placed, amended or canceled; for a repeated placement the original one.</summary>
    public OrderId OrderId { get; set; }

    /// <summary>Filled so far, what was filled before this command included.</summary>
    public Quantity Filled { get; set; }

    /// <summary>Still open; zero once the order has ended.</summary>
    public Quantity Remaining { get; set; }

    /// <summary>Σ price × quantity over the order's fills, in tick·lots; divided by <see cref="Filled"/> it is the average price in ticks.</summary>
    public long FilledTickLots { get; set; }

    /// <summary>The account, market or asset that was created or touched; or how many orders were canceled.</summary>
    public int Entity { get; set; }

    /// <summary>Why nothing was changed; none if the command took effect.</summary>
    public RejectReason Reject { get; set; }

    public OrderStatus Status { get; set; }

    /// <summary>Why the order ended, if it was canceled; 0 otherwise.</summary>
    public CancelReason CancelReason { get; set; }

    /// <summary>True if the command repeats an earlier one with the same content, whose outcome this is.</summary>
    public bool IsRepeat { get; set; }

    public readonly bool IsAccepted => Reject == RejectReason.None;
}
