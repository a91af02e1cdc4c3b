using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Sets how a market's funding is made. With another interval the present one ends at the next funding time of the new one.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetFundingRules : ICommand
{
    public static CommandKind Kind => CommandKind.SetFundingRules;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public FundingRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Charges funding at a funding time that has come: advances the market's cumulative index. Done once per market and time.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ApplyFunding : ICommand
{
    public static CommandKind Kind => CommandKind.ApplyFunding;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public Timestamp FundingTime { get; init; }
}

/// <summary>Settles the positions of some more accounts after <see cref="ApplyFunding"/>. The outcome's entity is how many accounts are still to be looked at.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SweepFunding : ICommand
{
    /// <summary>The most accounts that one command looks at.</summary>
    public const int MaxAccounts = 10_000;

    public static CommandKind Kind => CommandKind.SweepFunding;

    public MarketId Market { get; init; }

    /// <summary>How many accounts to look at, from 1 to <see cref="MaxAccounts"/>.</summary>
    public int Accounts { get; init; }

    public Timestamp FundingTime { get; init; }
}
