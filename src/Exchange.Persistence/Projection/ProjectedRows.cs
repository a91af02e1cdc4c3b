namespace Exchange.Persistence;

/// <summary>What one transaction of the projection writes: rows that are added, and the last state of rows that changed.</summary>
internal sealed class ProjectedRows
{
    public List<AssetRow> Assets { get; } = [];

    public List<AccountRow> Accounts { get; } = [];

    public Dictionary<(int Market, long Sequence), MarketParametersRow> Parameters { get; } = [];

    public List<ParameterHistoryRow> ParameterHistory { get; } = [];

    public Dictionary<int, ProposalRow> Proposals { get; } = [];

    public List<MarketStateRow> States { get; } = [];

    public List<AuditRow> Audit { get; } = [];

    public List<FillRow> Fills { get; } = [];

    public List<LedgerEntryRow> LedgerEntries { get; } = [];

    public List<FundingRateRow> FundingRates { get; } = [];

    public List<FundingPaymentRow> FundingPayments { get; } = [];

    public Dictionary<int, MarketRow> Markets { get; } = [];

    public Dictionary<(int Account, int Asset), BalanceRow> Balances { get; } = [];

    public Dictionary<(int Account, int Market), PositionRow> Positions { get; } = [];

    public Dictionary<long, WithdrawalRow> Withdrawals { get; } = [];

    public Dictionary<long, OrderRow> Orders { get; } = [];

    /// <summary>The last sequence whose events are in it; 0 if there are none.</summary>
    public long LastSequence { get; set; }

    /// <summary>What must have been written before: what these rows were made from stands there.</summary>
    public long After { get; set; }

    /// <summary>Forgets the rows, which are written; the next ones follow them.</summary>
    public void Clear()
    {
        After = Math.Max(After, LastSequence);
        Assets.Clear();
        Accounts.Clear();
        Parameters.Clear();
        States.Clear();
        ParameterHistory.Clear();
        Proposals.Clear();
        Audit.Clear();
        Fills.Clear();
        LedgerEntries.Clear();
        FundingRates.Clear();
        FundingPayments.Clear();
        Markets.Clear();
        Balances.Clear();
        Positions.Clear();
        Withdrawals.Clear();
        Orders.Clear();
        LastSequence = 0;
    }
}
