using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>How a market's initial margin grows with what is open in it. FORMULAS §3.5.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct RiskRules
{
    /// <summary>Open interest at mark, in settlement units, up to which initial margin is that of the tiers. Both 0: it never grows.</summary>
    public Money OpenInterestLower { get; set; }

    /// <summary>Open interest from which on initial margin is the whole notional; in between it grows evenly.</summary>
    public Money OpenInterestUpper { get; set; }

    /// <summary>Whether open interest matters at all.</summary>
    public readonly bool Scales => OpenInterestUpper.Units > 0;
}

/// <summary>Sets how a market's initial margin grows with what is open in it.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetRiskRules : ICommand
{
    public static CommandKind Kind => CommandKind.SetRiskRules;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public RiskRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>A market's initial margin grows otherwise with what is open in it.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct RiskRulesChanged : IEvent
{
    public static EventKind Kind => EventKind.RiskRulesChanged;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public RiskRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}
