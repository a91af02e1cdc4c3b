using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>One market as its events tell it: terms, prices, book and newest trades.</summary>
internal sealed class MarketView : ViewOfOne
{
    private readonly BookLevels _bids = new(Side.Buy);
    private readonly BookLevels _asks = new(Side.Sell);
    private readonly TradeRing _trades = new();

    // What the writer has at hand; published together at a batch's end.
    private MarketInfo _next;
    private bool _infoChanged;
    private long _openInterest;
    private long _bookSequence;
    private Timestamp _bookTime;

    private volatile MarketInfo _info;
    private volatile MarginTerms _terms;

    public MarketView(MarketInfo info)
    {
        _info = _next = info;
        _openInterest = info.OpenInterest.Lots;
        _terms = TermsOf(info);
        LastSequence = info.LastSequence;
    }

    /// <summary>As of the last whole batch; needs no lock.</summary>
    public MarketInfo Info => _info;

    /// <summary>What margin needs, as of the last whole batch; needs no lock.</summary>
    public MarginTerms Terms => _terms;

    /// <summary>The mark price at the event being applied. The writer's own.</summary>
    public Price Mark => _next.MarkPrice;

    public BookSnapshot Book(int depth)
    {
        lock (this)
        {
            return new BookSnapshot(_info.Id, _bookSequence, _bookTime, _bids.Top(depth), _asks.Top(depth));
        }
    }

    public IReadOnlyList<TradeInfo> RecentTrades(int limit)
    {
        lock (this)
        {
            return _trades.Newest(limit);
        }
    }

    public void Apply(in EventHeader header, in LevelChanged level)
    {
        (level.Side == Side.Buy ? _bids : _asks).Set(new BookLevel(level.Price, level.Quantity, level.OrderCount));
        _bookSequence = header.Sequence;
        _bookTime = header.Time;
    }

    /// <param name="header">The event's header.</param>
    /// <param name="trade">The trade.</param>
    /// <param name="longsBefore">Lots that the two accounts were long together before it.</param>
    public void Apply(in EventHeader header, in TradeExecuted trade, long longsBefore)
    {
        _trades.Add(new TradeInfo(trade.TradeId, trade.Market, trade.Price, trade.Quantity, trade.TakerSide, header.Sequence, header.Time));
        _openInterest += Math.Max(0, trade.Maker.SizeAfter.Lots) + Math.Max(0, trade.Taker.SizeAfter.Lots) - longsBefore;
        Set(header, _next with { LastPrice = trade.Price, OpenInterest = new Quantity(_openInterest) });
    }

    public void Apply(in EventHeader header, in MarkPriceChanged mark) => Set(header, _next with { MarkPrice = mark.MarkPrice });

    public void Apply(in EventHeader header, in MarketStateChanged change) => Set(header, _next with { State = change.To });

    public void Apply(in EventHeader header, in MarketParametersChanged change) => Set(header, _next with { Parameters = change.Parameters });

    /// <summary>Takes the book over as the engine has it.</summary>
    public void Load(IReadOnlyList<BookLevel> bids, IReadOnlyList<BookLevel> asks, long sequence, Timestamp time)
    {
        _bids.Load(bids);
        _asks.Load(asks);
        _bookSequence = sequence;
        _bookTime = time;
    }

    protected override void EndBatch()
    {
        if (!_infoChanged)
        {
            return;
        }

        _infoChanged = false;
        if (_next.MarkPrice != _info.MarkPrice || _next.Parameters != _info.Parameters)
        {
            _terms = TermsOf(_next);
        }

        _info = _next;
    }

    private void Set(in EventHeader header, MarketInfo info)
    {
        _next = info with { LastSequence = header.Sequence };
        _infoChanged = true;
    }

    private static MarginTerms TermsOf(MarketInfo info)
    {
        var terms = new MarginTerms
        {
            Tiers = new TierTable(info.Parameters.ActiveTiers),
            TickLotValue = info.TickLotValue,
            TakerFee = info.Parameters.TakerFee.Billionths,
        };
        terms.Mark((int)info.MarkPrice.Ticks);
        return terms;
    }
}
