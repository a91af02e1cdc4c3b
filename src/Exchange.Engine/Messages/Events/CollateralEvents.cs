using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>An asset counts otherwise as collateral.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CollateralRulesChanged : IEvent
{
    public static EventKind Kind => EventKind.CollateralRulesChanged;

    public AssetId Asset { get; init; }

    private readonly int _reserved;

    public CollateralRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>An asset's index comes from other sources, or by other rules.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AssetPriceRulesChanged : IEvent
{
    public static EventKind Kind => EventKind.AssetPriceRulesChanged;

    public AssetId Asset { get; init; }

    private readonly int _reserved;

    public AssetPriceRules Rules { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>A source reported an asset's price.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AssetPriceReported : IEvent
{
    public static EventKind Kind => EventKind.AssetPriceReported;

    public AssetId Asset { get; init; }

    public int Source { get; init; }

    public AssetPrice Price { get; init; }

    public AssetPrice Confidence { get; init; }

    public Timestamp SourceTime { get; init; }
}

/// <summary>An asset's index is another, or stands on other sources.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct AssetIndexChanged : IEvent
{
    public static EventKind Kind => EventKind.AssetIndexChanged;

    public AssetId Asset { get; init; }

    /// <summary>1 if too few sources are left: the index is the last one that was sound, and does not move.</summary>
    public int IsDegraded { get; init; }

    public AssetPrice Index { get; init; }

    /// <summary>The sources that count, one bit each.</summary>
    public uint Used { get; init; }

    /// <summary>Live sources that were left out because they deviate, one bit each.</summary>
    public uint Deviating { get; init; }
}

/// <summary>The house bought collateral of an account for what it owed; the two transfers follow. With everything that the amounts were computed from.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CollateralConverted : IEvent
{
    public static EventKind Kind => EventKind.CollateralConverted;

    public AccountId Account { get; init; }

    public AssetId SoldAsset { get; init; }

    public AssetId OwedAsset { get; init; }

    private readonly int _reserved;

    public Money SoldAmount { get; init; }

    public Money PaidAmount { get; init; }

    /// <summary>The index of what was sold; none for the valuation asset, which is its own measure.</summary>
    public AssetPrice SoldPrice { get; init; }

    /// <summary>The index of what was owed; none for the valuation asset.</summary>
    public AssetPrice OwedPrice { get; init; }

    /// <summary>What the house kept of the value.</summary>
    public Rate Penalty { get; init; }
}

/// <summary>Money left an account for a withdrawal, which waits for a decision; the transfer follows.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct WithdrawalRequested : IEvent
{
    public static EventKind Kind => EventKind.WithdrawalRequested;

    public WithdrawalId Withdrawal { get; init; }

    public AccountId Account { get; init; }

    public AssetId Asset { get; init; }

    public Money Amount { get; init; }

    public Text64 Destination { get; init; }

    public Text64 Reference { get; init; }
}

/// <summary>A withdrawal was approved and left the venue, or was rejected and went back; the transfer follows.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct WithdrawalDecided : IEvent
{
    public static EventKind Kind => EventKind.WithdrawalDecided;

    public WithdrawalId Withdrawal { get; init; }

    public AccountId Account { get; init; }

    public WithdrawalStatus Decision { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}
