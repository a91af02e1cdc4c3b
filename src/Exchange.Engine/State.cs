namespace Exchange.Engine;

/// <summary>Everything that the state machine knows. The rules are elsewhere; this only holds, writes and reads it.</summary>
internal sealed class State
{
    public State()
    {
        Ledger = new Ledger(Accounts, Events, Touched);
        Remembered = new RememberedOrders(Accounts);
        Expiries = new ExpiryQueue(Orders);
        Risk = new AccountRisk(Accounts, Markets, Assets);
        Units = new UnitRisk(Accounts, Markets, Assets, Risk);
        Funding = new FundingSettlement(this);
    }

    public EventSink Events { get; } = new();

    public AccountStore Accounts { get; } = new();

    public TouchedAccounts Touched { get; } = new();

    public MarketList Markets { get; } = new();

    public AssetList Assets { get; } = new();

    public OrderPool Orders { get; } = new();

    public Ledger Ledger { get; }

    public RememberedOrders Remembered { get; }

    public ExpiryQueue Expiries { get; }

    public AccountRisk Risk { get; }

    /// <summary>What liquidation asks of a margin unit.</summary>
    public UnitRisk Units { get; }

    public LiquidationCases Liquidations { get; } = new();

    public FundingSettlement Funding { get; }

    public TransferReferences References { get; } = new();

    public WithdrawalList Withdrawals { get; } = new();

    /// <summary>Losses that neither accounts nor the insurance fund have covered, in units of the valuation asset; whoever liquidates keeps it.</summary>
    public long UncoveredBadDebt { get; set; }

    public ProposalBook Proposals { get; } = new();

    /// <summary>Whether the first command has been applied.</summary>
    public bool IsInitialized { get; set; }

    /// <summary>The time of the command being applied.</summary>
    public Timestamp Now { get; set; }

    /// <summary>The sequence of the command being applied.</summary>
    public long Sequence { get; set; }

    public long LastTrade { get; set; }

    public long LastFundingPayment { get; set; }

    /// <summary>What the command being applied will be answered; a field, so that whoever knows a part of it writes it in place.</summary>
    public CommandOutcome Outcome;

    public void Write(SnapshotWriter writer)
    {
        writer.Write(IsInitialized ? 1 : 0);
        writer.Write(Now);
        writer.Write(Sequence);
        writer.Write(LastTrade);
        writer.Write(LastFundingPayment);
        Assets.Write(writer);
        Accounts.Write(writer);
        Ledger.Write(writer);
        References.Write(writer);
        Withdrawals.Write(writer);
        writer.Write(UncoveredBadDebt);
        Proposals.Write(writer);
        Remembered.Write(writer);
        Orders.Write(writer);
        Expiries.Write(writer);
        MarketSnapshot.Write(Markets, writer);
        Liquidations.Write(writer);
    }

    public void Read(ref SnapshotReader reader)
    {
        IsInitialized = reader.Read<int>() == 1;
        Now = reader.Read<Timestamp>();
        Sequence = reader.Read<long>();
        LastTrade = reader.Read<long>();
        LastFundingPayment = reader.Read<long>();
        Assets.Read(ref reader);
        Accounts.Read(ref reader);
        Ledger.Read(ref reader);
        References.Read(ref reader);
        Withdrawals.Read(ref reader);
        UncoveredBadDebt = reader.Read<long>();
        Proposals.Read(ref reader);
        Remembered.Read(ref reader);
        Orders.Read(ref reader);
        Expiries.Read(ref reader);
        MarketSnapshot.Read(this, ref reader);
        Liquidations.Read(ref reader);
    }
}
