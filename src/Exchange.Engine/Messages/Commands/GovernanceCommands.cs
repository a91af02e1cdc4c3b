using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Changes rules. What tightens takes effect at once or along a ramp; what loosens waits for another key's approval. FORMULAS §20.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ProposeParameters : ICommand
{
    public static CommandKind Kind => CommandKind.ProposeParameters;

    public ParameterKind Rules { get; init; }

    /// <summary>The market's or asset's id; 0 for the venue.</summary>
    public int Subject { get; init; }

    /// <summary>The fields that are to change, one bit each in the order of their table; the others stay as they are. 0 for all.</summary>
    public ulong Fields { get; init; }

    public RulesPayload Wanted { get; init; }

    /// <summary>The operator's key.</summary>
    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Approves what another key has proposed; its delay begins.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ApproveParameters : ICommand
{
    public static CommandKind Kind => CommandKind.ApproveParameters;

    public int ProposalId { get; init; }

    private readonly int _reserved;

    /// <summary>The key that approves; not the author's.</summary>
    public Text64 Approver { get; init; }
}

/// <summary>Stops what is proposed, waits or is on its ramp. What has taken effect stays.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct WithdrawProposal : ICommand
{
    public static CommandKind Kind => CommandKind.WithdrawProposal;

    public int ProposalId { get; init; }

    private readonly int _reserved;

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}
