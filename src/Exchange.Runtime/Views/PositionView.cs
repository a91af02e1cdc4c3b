using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>An account's position in one market, without its orders.</summary>
internal sealed class PositionView(MarketView market)
{
    public long Size { get; private set; }

    public MarketView Market { get; } = market;

    /// <summary>The leverage the account chose; 0 means the market's highest.</summary>
    public int ChosenLeverage { get; set; }

    /// <summary>Whether it is margined apart.</summary>
    public bool IsIsolated { get; set; }

    /// <summary>What is set aside for it, in settlement units.</summary>
    public long IsolatedMargin { get; set; }

    /// <summary>The cumulative funding index up to which it is settled.</summary>
    public Int128 FundingIndex { get; set; }

    private long _cost;
    private long _realizedPnl;

    /// <summary>Whether there is anything to show.</summary>
    public bool IsShown => Size != 0 || ChosenLeverage != 0 || IsIsolated;

    public void Apply(in FillSide fill) => Apply(fill.SizeAfter, fill.CostAfter, fill.RealizedPnl);

    public void Apply(in TransferSide side) => Apply(side.SizeAfter, side.CostAfter, side.RealizedPnl);

    private void Apply(PositionSize sizeAfter, Money costAfter, Money realizedPnl)
    {
        // What a position has realized counts from its opening: from flat, or from where it flipped.
        var hasClosed = sizeAfter.IsFlat || (Size != 0 && Math.Sign(Size) != Math.Sign(sizeAfter.Lots));
        _realizedPnl = hasClosed ? 0 : _realizedPnl + realizedPnl.Units;
        Size = sizeAfter.Lots;
        FundingIndex = Market.FundingIndex;
        _cost = costAfter.Units;
    }

    public void Load(in Position position)
    {
        Size = position.Size;
        _cost = position.Cost;
        _realizedPnl = position.RealizedPnl;
        ChosenLeverage = position.Leverage;
        IsIsolated = position.IsIsolated != 0;
        IsolatedMargin = position.IsolatedMargin;
        FundingIndex = position.FundingIndex;
    }

    /// <summary>As the engine's margin rules want it, with no open orders yet.</summary>
    public Position ToPosition() => new()
    {
        Market = (ushort)Market.Info.Id.Value,
        Leverage = ChosenLeverage,
        Size = Size,
        Cost = _cost,
        IsIsolated = IsIsolated ? (ushort)1 : (ushort)0,
        IsolatedMargin = IsolatedMargin,
        FundingIndex = FundingIndex,
    };

    public PositionInfo ToInfo(AccountId account)
    {
        var terms = Market.Terms;
        return new PositionInfo(
            account,
            Market.Info.Id,
            new PositionSize(Size),
            new Money(_cost),
            ChosenLeverage == 0 ? terms.Tiers.MaxLeverage : ChosenLeverage,
            new Money(_realizedPnl),
            new Money(Size == 0 ? 0 : MarginRules.UnrealizedPnl(terms, ToPosition())))
        {
            Mode = IsIsolated ? MarginMode.Isolated : MarginMode.Cross,
            IsolatedMargin = new Money(IsolatedMargin),
        };
    }
}
