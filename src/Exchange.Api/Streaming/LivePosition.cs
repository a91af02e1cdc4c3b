using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>A position of a followed account, carried on by its fills.</summary>
internal sealed class LivePosition(MarketInfo market)
{
    private PositionSize _size;
    private Money _cost;
    private Money _realizedPnl;
    private Money _isolatedMargin;

    public LivePosition(PositionInfo position, MarketInfo market)
        : this(market)
    {
        _size = position.Size;
        _cost = position.Cost;
        _realizedPnl = position.RealizedPnl;
        _isolatedMargin = position.IsolatedMargin;
        Leverage = position.Leverage;
        Mode = position.Mode;
    }

    public int Leverage { get; set; }

    public MarginMode Mode { get; set; } = MarginMode.Cross;

    public void AddMargin(Money change) => _isolatedMargin += change;

    public void Apply(in FillSide fill)
    {
        // What a position has realized counts from its opening: from flat, or from where it flipped.
        _realizedPnl = _size.IsFlat ? fill.RealizedPnl : _realizedPnl + fill.RealizedPnl;
        if (!fill.SizeAfter.IsFlat && !_size.IsFlat && Math.Sign(fill.SizeAfter.Lots) != Math.Sign(_size.Lots))
        {
            _realizedPnl = Money.Zero;
        }

        _size = fill.SizeAfter;
        _cost = fill.CostAfter;
        Leverage = fill.Leverage;
    }

    public void Write(MessageWriter writer)
    {
        var unit = DecimalText.UnitOf(market.SettlementAsset);
        writer
            .BeginObject()
            .Name("market"u8).Text(market.Symbol.ToString())
            .Name("size"u8).Decimal(_size.Lots, market.LotSize)
            .Name("cost"u8).Decimal(_cost.Units, unit)
            .Name("leverage"u8).Number(Leverage)
            .Name("marginMode"u8).Text(WireName.Of(Mode))
            .Name("isolatedMargin"u8).Decimal(_isolatedMargin.Units, unit)
            .Name("realizedPnl"u8).Decimal(_realizedPnl.Units, unit)
            .EndObject();
    }
}
