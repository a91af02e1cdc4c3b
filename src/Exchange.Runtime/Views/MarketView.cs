using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>One market as its events tell it: terms, prices, book and newest trades.</summary>
internal sealed class MarketView : ViewOfOne
{
    private readonly BookLevels _bids = new(Side.Buy);
    private readonly BookLevels _asks = new(Side.Sell);
    private readonly TradeRing _trades = new();

    // What the writer has at hand; it becomes the info and the terms at a batch's end.
    private MarketParameters _parameters;
    private MarketState _state;
    private RiskRules _riskRules;
    private MarketStatus _status;
    private IndexInfo? _index;
    private FundingInfo _funding;
    private Price _lastPrice;
    private long _openInterest;
    private long _infoSequence;
    private bool _parametersChanged;
    private long _bookSequence;
    private Timestamp _bookTime;

    private volatile MarketInfo _info;
    private volatile MarginTerms _terms;

    public MarketView(MarketInfo info)
    {
        _info = info;
        _parameters = info.Parameters;
        _state = info.State;
        _riskRules = info.RiskRules;
        _index = info.Index;
        _funding = info.Funding;
        _status = info.Status;
        Mark = info.MarkPrice;
        _lastPrice = info.LastPrice;
        _openInterest = info.OpenInterest.Lots;
        _terms = TermsOf(info, new TierTable(info.Parameters.ActiveTiers));
        _infoSequence = LastSequence = info.LastSequence;
    }

    /// <summary>As of the last whole batch; needs no lock.</summary>
    public MarketInfo Info => _info;

    /// <summary>What margin needs, as of the last whole batch; needs no lock.</summary>
    public MarginTerms Terms => _terms;

    /// <summary>The mark price at the event being applied. The writer's own.</summary>
    public Price Mark { get; private set; }

    /// <summary>The cumulative funding index at the event being applied. The writer's own.</summary>
    public Int128 FundingIndex => _funding.CumulativeIndex;

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
        _lastPrice = trade.IsForced == 1 ? _lastPrice : trade.Price;
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in PositionTransferred transferred, long longsBefore)
    {
        _openInterest += Math.Max(0, transferred.From.SizeAfter.Lots) + Math.Max(0, transferred.To.SizeAfter.Lots) - longsBefore;
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in MarkPriceChanged mark)
    {
        Mark = mark.MarkPrice;
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in PriceRulesChanged change)
    {
        var rules = new PriceRulesInfo(change.Rules);
        _index = _index is null ? new IndexInfo(FinePrice.None, IsDegraded: true, Used: 0, Deviating: 0, rules) : _index with { Rules = rules };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in IndexChanged change)
    {
        _index = new IndexInfo(change.Index, change.IsDegraded == 1, change.Used, change.Deviating, _index!.Rules);
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in FundingRulesChanged change)
    {
        _funding = _funding with { Rules = change.Rules };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in FundingPredicted predicted)
    {
        _funding = _funding with
        {
            PredictedRate = predicted.PredictedRate, AveragePremium = predicted.AveragePremium, Samples = predicted.Samples, NextTime = predicted.FundingTime,
        };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in FundingRateApplied applied)
    {
        _funding = _funding with
        {
            LastTime = applied.FundingTime,
            LastRate = applied.FundingRate,
            CumulativeIndex = applied.CumulativeIndex,
            SweepTime = applied.IndexDelta == 0 || applied.OpenInterest.IsZero ? default : applied.FundingTime,
        };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in FundingSwept swept)
    {
        _ = swept;
        _funding = _funding with { SweepTime = default };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in RiskRulesChanged change)
    {
        _riskRules = change.Rules;
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in MarketStateChanged change)
    {
        _state = change.To;
        _status = _status with
        {
            Operator = change.Operator,
            Automatic = change.Automatic,
            Since = change.To == change.From ? _status.Since : header.Time,
            Causes = _status.Causes.After(header, change),
        };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in AuctionChanged change)
    {
        _status = _status with { Auction = AuctionInfo.Of(change) };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in BreakerRulesChanged change)
    {
        _status = _status with { Breakers = new BreakerRulesInfo(change.Rules) };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in VolatilityChanged change)
    {
        _status = _status with { Volatility = new VolatilityInfo(change.Step, change.Volatility, change.MarginScale) };
        _infoSequence = header.Sequence;
    }

    public void Apply(in EventHeader header, in MarketParametersChanged change)
    {
        _parameters = change.Parameters;
        _parametersChanged = true;
        _infoSequence = header.Sequence;
    }

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
        var before = _info;
        if (_infoSequence == before.LastSequence)
        {
            return;
        }

        var info = before with
        {
            Parameters = _parameters,
            State = _state,
            RiskRules = _riskRules,
            MarkPrice = Mark,
            LastPrice = _lastPrice,
            Index = _index,
            Funding = _funding,
            Status = _status,
            OpenInterest = new Quantity(_openInterest),
            LastSequence = _infoSequence,
        };
        if (_parametersChanged || _funding.SweepTime != before.Funding.SweepTime || Mark != before.MarkPrice || info.Status.Volatility.MarginScale != before.Status.Volatility.MarginScale
            || info.RiskRules != before.RiskRules || (_riskRules.Scales && info.OpenInterest != before.OpenInterest))
        {
            _terms = TermsOf(info, _parametersChanged ? new TierTable(info.Parameters.ActiveTiers) : _terms.Tiers);
            _parametersChanged = false;
        }

        _info = info;
    }

    private static MarginTerms TermsOf(MarketInfo info, TierTable tiers)
    {
        var terms = new MarginTerms { Tiers = tiers, Kind = info.ContractKind, TickLotValue = info.TickLotValue, TakerFee = info.Parameters.TakerFee.Billionths };
        terms.InitialScale = info.Status.Volatility.MarginScale.Billionths;
        terms.Mark((int)info.MarkPrice.Ticks);
        if (info.Funding.SweepTime != default)
        {
            terms.OpenFunding(info.Funding.CumulativeIndex);
        }

        if (info.RiskRules.Scales)
        {
            terms.OpenInterestScale = OpenInterestScale.Of(info.RiskRules, Contract.NotionalAtMark(terms, info.OpenInterest.Lots));
        }

        return terms;
    }
}
