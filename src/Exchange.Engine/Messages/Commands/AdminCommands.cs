using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>The first command of every journal.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct InitializeVenue : ICommand
{
    public static CommandKind Kind => CommandKind.InitializeVenue;

    /// <summary>Keys the engine's hash tables; random, drawn once by the host.</summary>
    public ulong HashKey { get; init; }

    /// <summary>How long rules take to change, within the bounds of the profile; zeros stand for the default of a live venue, and for no time at all in a trial.</summary>
    public VenueRules Rules { get; init; }

    /// <summary>What the venue is for; it never changes.</summary>
    public VenueProfile Profile { get; init; }

    private readonly int _reserved;
}

/// <summary>Registers an asset of the ledger.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct RegisterAsset : ICommand
{
    public static CommandKind Kind => CommandKind.RegisterAsset;

    public Symbol Code { get; init; }

    /// <summary>Decimal places of the smallest unit: 6 means 1e-6. From 0 to 12.</summary>
    public int Decimals { get; init; }

    private readonly int _reserved;

    public Text64 Author { get; init; }
}

/// <summary>Creates a perpetual market, in state <see cref="MarketState.Halted"/> and without a mark price.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CreateMarket : ICommand
{
    public static CommandKind Kind => CommandKind.CreateMarket;

    public Symbol Symbol { get; init; }

    /// <summary>What is traded, for display.</summary>
    public Symbol BaseAsset { get; init; }

    public AssetId SettlementAsset { get; init; }

    public ContractKind ContractKind { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    /// <summary>One tick, in settlement asset per unit of base; in an inverse market in the quoted unit per coin.</summary>
    public DecimalStep TickSize { get; init; }

    /// <summary>One lot, in units of base; in an inverse market in the quoted unit.</summary>
    public DecimalStep LotSize { get; init; }

    public MarketParameters Parameters { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Replaces a market's parameters, all together, after checking them in relation to each other; once it has been open, only by what takes effect at once.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetMarketParameters : ICommand
{
    public static CommandKind Kind => CommandKind.SetMarketParameters;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public MarketParameters Parameters { get; init; }

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Moves a market to another state.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetMarketState : ICommand
{
    public static CommandKind Kind => CommandKind.SetMarketState;

    public MarketId Market { get; init; }

    public MarketState State { get; init; }

    private readonly byte _reserved0;
    private readonly ushort _reserved1;

    public Text64 Author { get; init; }

    public Text64 Reason { get; init; }
}

/// <summary>Sets a market's mark price; in a trial venue only.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct SetMarkPrice : ICommand
{
    public static CommandKind Kind => CommandKind.SetMarkPrice;

    public MarketId Market { get; init; }

    private readonly int _reserved;

    public Price MarkPrice { get; init; }
}

/// <summary>Opens a customer's account.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct OpenAccount : ICommand
{
    public static CommandKind Kind => CommandKind.OpenAccount;

    /// <summary>An existing account of the same owner, or none for a new owner. Accounts of one owner never trade with each other.</summary>
    public AccountId SameOwnerAs { get; init; }

    private readonly int _reserved;

    public Text64 Label { get; init; }

    public Text64 Author { get; init; }
}

/// <summary>Credits an account from the outside world. The same reference with the same content is done once.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct CreditAccount : ICommand
{
    public static CommandKind Kind => CommandKind.CreditAccount;

    public AccountId Account { get; init; }

    public AssetId Asset { get; init; }

    public Money Amount { get; init; }

    public Text64 Reference { get; init; }

    public Text64 Author { get; init; }
}

/// <summary>Debits an account to the outside world, as far as its balance and margin allow. The same reference with the same content is done once.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct DebitAccount : ICommand
{
    public static CommandKind Kind => CommandKind.DebitAccount;

    public AccountId Account { get; init; }

    public AssetId Asset { get; init; }

    public Money Amount { get; init; }

    public Text64 Reference { get; init; }

    public Text64 Author { get; init; }
}
