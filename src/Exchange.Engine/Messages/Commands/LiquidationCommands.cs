using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Sets how positions of a market are liquidated.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetLiquidationRules : ICommand
{
    public static CommandKind Kind => CommandKind.SetLiquidationRules;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public LiquidationRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Takes the next step of a liquidation. What it does the state machine decides.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct StepLiquidation : ICommand
{
    public static CommandKind Kind => CommandKind.StepLiquidation;

    public LiquidationId Liquidation { get; init; }
}

/// <summary>Works off what the backstop holds in a market, as far as the book bears it.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct UnwindBackstop : ICommand
{
    public static CommandKind Kind => CommandKind.UnwindBackstop;

    public MarketId Market { get; init; }

    private readonly int _reserved;
}

/// <summary>Pays into the insurance fund or the backstop from outside.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FundReserve : ICommand
{
    public static CommandKind Kind => CommandKind.FundReserve;

    /// <summary><see cref="AccountId.InsuranceFund"/> or <see cref="AccountId.Backstop"/>.</summary>
    public AccountId Reserve { get; init; }

    public AssetId Asset { get; init; }

    public Money Amount { get; init; }

    /// <summary>Makes the payment idempotent: one payment for each reference.</summary>
    public Text64 Reference { get; init; }

    public Text64 Author { get; init; }
}

/// <summary>Looks at every account, to find any below maintenance margin that has been overlooked. There should be none.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AuditLiquidations : ICommand
{
    public static CommandKind Kind => CommandKind.AuditLiquidations;

    private readonly long _reserved;
}
