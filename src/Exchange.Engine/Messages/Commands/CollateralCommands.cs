using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Sets how an asset counts as collateral. The first listing needs a sound index and a low cap; a cap is raised in steps.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetCollateralRules : ICommand
{
    public static CommandKind Kind => CommandKind.SetCollateralRules;

    public AssetId Asset { get; init; }

    private readonly int _reserved;

    public CollateralRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Sets where an asset's index comes from. What the sources reported before is forgotten.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetAssetPriceRules : ICommand
{
    public static CommandKind Kind => CommandKind.SetAssetPriceRules;

    public AssetId Asset { get; init; }

    private readonly int _reserved;

    public AssetPriceRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>What a source says that a whole unit of an asset costs in the valuation asset.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ReportAssetPrice : ICommand
{
    public static CommandKind Kind => CommandKind.ReportAssetPrice;

    public AssetId Asset { get; init; }

    /// <summary>Which of the asset's sources, from 0.</summary>
    public int Source { get; init; }

    public AssetPrice Price { get; init; }

    /// <summary>Half the width of the interval in which the source believes the price to be; 0 if it does not say.</summary>
    public AssetPrice Confidence { get; init; }

    /// <summary>When the source saw it, by its own clock.</summary>
    public Timestamp SourceTime { get; init; }
}

/// <summary>Sells an account's collateral to the house for what it owes beyond the limit. Done only if it is due.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ConvertCollateral : ICommand
{
    public static CommandKind Kind => CommandKind.ConvertCollateral;

    public AccountId Account { get; init; }

    private readonly int _reserved;
}

/// <summary>Asks for money to leave the venue. It leaves the account at once and waits for a decision. The same reference of an account with the same content is done once.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct RequestWithdrawal : ICommand
{
    public static CommandKind Kind => CommandKind.RequestWithdrawal;

    public AccountId Account { get; init; }

    public AssetId Asset { get; init; }

    public Money Amount { get; init; }

    /// <summary>Where it shall go: an address, an account elsewhere.</summary>
    public Text64 Destination { get; init; }

    public Text64 Reference { get; init; }
}

/// <summary>Approves or rejects a withdrawal that waits.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DecideWithdrawal : ICommand
{
    public static CommandKind Kind => CommandKind.DecideWithdrawal;

    public WithdrawalId Withdrawal { get; init; }

    /// <summary><see cref="WithdrawalStatus.Approved"/> or <see cref="WithdrawalStatus.Rejected"/>.</summary>
    public WithdrawalStatus Decision { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;
    private readonly int _reserved2;

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}
