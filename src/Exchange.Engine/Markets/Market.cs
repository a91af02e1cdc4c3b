namespace Exchange.Engine;

/// <summary>A market: its terms, its state, its prices and its book.</summary>
internal sealed class Market
{
    private MarketParameters _parameters;
    private LiquidationRules _liquidationRules;
    private RiskRules _riskRules;
    private long _openInterest;
    private MarketActions _allowed;
    private long _freeSales;
    private long _freePurchases;

    public Market(MarketId id, in CreateMarket terms, long tickLotValue, OrderPool orders)
    {
        Id = id;
        Symbol = terms.Symbol;
        BaseAsset = terms.BaseAsset;
        SettlementAsset = terms.SettlementAsset;
        TickSize = terms.TickSize;
        LotSize = terms.LotSize;
        _parameters = terms.Parameters;
        Margin = new MarginTerms
        {
            Tiers = new TierTable(terms.Parameters.ActiveTiers),
            Kind = terms.ContractKind,
            TickLotValue = tickLotValue,
            TakerFee = terms.Parameters.TakerFee.Billionths,
        };
        Book = new OrderBook(orders);
        NoteLimits();
        Move(MarketState.Halted, MarketState.Active);
    }

    public MarketId Id { get; }

    public Symbol Symbol { get; }

    public Symbol BaseAsset { get; }

    public AssetId SettlementAsset { get; }

    public DecimalStep TickSize { get; }

    public DecimalStep LotSize { get; }

    public MarginTerms Margin { get; }

    public OrderBook Book { get; }

    /// <summary>How positions are liquidated.</summary>
    public ref LiquidationRules LiquidationRules => ref _liquidationRules;

    /// <summary>When the backstop last traded here.</summary>
    public long UnwoundAt { get; set; }

    /// <summary>Which accounts must be looked at when its mark price comes where.</summary>
    public MarketTriggers Triggers { get; } = new();

    /// <summary>Where changes of its mark price and margin terms are noted; none before it is in the list of markets.</summary>
    public MarketMoves? Moves { get; set; }

    /// <summary>What its sources say, and the index of it.</summary>
    public MarketPrices Prices { get; } = new();

    public MarketFunding Funding { get; } = new();

    public ref readonly MarketParameters Parameters => ref _parameters;

    /// <summary>The state in force: the stricter of the operator's and the automatic one.</summary>
    public MarketState State { get; private set; }

    /// <summary>Since when that one is.</summary>
    public Timestamp StateSince { get; set; }

    /// <summary>What the operator wants; the automaton never changes it.</summary>
    public MarketState OperatorState { get; private set; }

    /// <summary>What circuit breakers and auctions demand; <see cref="MarketState.Active"/> if they demand nothing.</summary>
    public MarketState AutomaticState { get; private set; }

    /// <summary>What the circuit breakers demand, auctions aside.</summary>
    public MarketState Demand { get; set; } = MarketState.Active;

    /// <summary>What its circuit breakers go by, and what they have measured.</summary>
    public MarketBreakers Breakers { get; } = new();

    /// <summary>Whether it has neither orders nor positions.</summary>
    public bool IsEmpty => OpenInterest == 0 && Book.BestBid == 0 && Book.BestAsk == 0;

    /// <summary>The call auction that is on, if one is. A field, written in place by <see cref="Auctions"/>.</summary>
    public AuctionState Auction;

    /// <summary>Whether it ever was in a state other than halted: from then on its rules change only as customers may expect.</summary>
    public bool HasOpened { get; set; }

    /// <summary>The price of the last trade; 0 before the first.</summary>
    public int LastTicks { get; set; }

    /// <summary>When that was.</summary>
    public Timestamp LastTradeAt { get; set; }

    /// <summary>Lots open on each side.</summary>
    public long OpenInterest
    {
        get => _openInterest;
        set
        {
            _openInterest = value;
            if (_riskRules.Scales)
            {
                RefreshOpenInterestScale();
            }
        }
    }

    /// <summary>How initial margin grows with open interest.</summary>
    public RiskRules RiskRules => _riskRules;

    /// <summary>The mark price in ticks; 0 before there is one.</summary>
    public int MarkTicks => Margin.MarkTicks;

    /// <summary>
    /// Whether somebody may be liquidated or pay funding at the mark price: with sources, only while it is what they say now. Where marks are set
    /// by a command it is always so.
    /// </summary>
    public bool HasFreshPrice => Prices.HasSources ? Prices.State.IsMarkCurrent == 1 : MarkTicks != 0;

    /// <summary>Settlement units per tick·lot.</summary>
    public long TickLotValue => Margin.TickLotValue;

    /// <summary>The lowest price in the band around mark.</summary>
    public int BandLow { get; private set; }

    /// <summary>The highest price in the band around mark.</summary>
    public int BandHigh { get; private set; }

    /// <summary>The largest lots × limit of an order whose notional is below the smallest allowed; 0 if all are large enough.</summary>
    public long TooSmallTickLots { get; private set; }

    /// <summary>The largest position limit it ever had, in lots.</summary>
    public long LargestMaxPosition { get; set; }

    /// <summary>The largest cap on open interest it ever had, in lots.</summary>
    public long LargestMaxOpenInterest { get; set; }

    /// <summary>Whether every product stays within 64 bits at a mark price.</summary>
    public bool Fits(long markTicks) =>
        MarketParameterRules.FitAtMark(Margin.Kind, LargestMaxPosition, LargestMaxOpenInterest, markTicks, TickLotValue);

    /// <summary>Whether every product stays within 64 bits, at the present mark price, with other limits.</summary>
    public bool Fits(in MarketParameters parameters) => MarketParameterRules.SuitKind(parameters, Margin.Kind) && MarketParameterRules.FitAtMark(
        Margin.Kind,
        Math.Max(LargestMaxPosition, parameters.MaxPositionQuantity.Lots),
        Math.Max(LargestMaxOpenInterest, parameters.MaxOpenInterest.Lots),
        MarkTicks == 0 ? MarketParameterRules.UnknownMark(Margin.Kind, TickLotValue) : MarkTicks,
        TickLotValue);

    /// <summary>Whether both the operator's and the automatic state allow it.</summary>
    public bool Allows(MarketActions actions) => (_allowed & actions) == actions;

    public void Move(MarketState byOperator, MarketState automatic)
    {
        OperatorState = byOperator;
        AutomaticState = automatic;
        State = MarketStateRules.Stricter(byOperator, automatic);
        _allowed = MarketStateRules.Of(byOperator) & MarketStateRules.Of(automatic);
        HasOpened |= byOperator != MarketState.Halted;
    }

    public void SetMark(int ticks)
    {
        Margin.Mark(ticks);
        RefreshBand();
        Moves?.NoteMark(Id);
        RefreshOpenInterestScale();
    }

    public void SetParameters(in MarketParameters parameters)
    {
        _parameters = parameters;
        NoteLimits();
        Margin.Tiers = new TierTable(parameters.ActiveTiers);
        Margin.TakerFee = parameters.TakerFee.Billionths;
        RefreshBand();
        Moves?.NoteTerms(Id);
    }

    /// <summary>The worst price a market order may fill at. FORMULAS §5.2.</summary>
    public int SlippageBound(Side side, long cap) => side switch
    {
        Side.Buy => (int)Math.Min(Price.MaxTicks, FixedMath.MulDivFloor(MarkTicks, Rate.One + cap, Rate.One)),
        Side.Sell => (int)Math.Max(1, FixedMath.MulDivCeiling(MarkTicks, Rate.One - cap, Rate.One)),
    };

    /// <summary>Whether closing at a price leaves no account worse off that has its maintenance margin.</summary>
    public bool ClosesFreely(Side side, long ticks) => side == Side.Buy ? ticks <= _freePurchases : ticks >= _freeSales;

    public bool IsInBand(int ticks) => ticks >= BandLow && ticks <= BandHigh;

    private void NoteLimits()
    {
        var minimum = _parameters.MinOrderNotional.Units;
        TooSmallTickLots = minimum > 0 ? (minimum - 1) / TickLotValue : 0;
        LargestMaxPosition = Math.Max(LargestMaxPosition, _parameters.MaxPositionQuantity.Lots);
        LargestMaxOpenInterest = Math.Max(LargestMaxOpenInterest, _parameters.MaxOpenInterest.Lots);
    }

    public void Use(in RiskRules rules)
    {
        _riskRules = rules;
        RefreshOpenInterestScale();
    }

    private void RefreshOpenInterestScale() => Margin.OpenInterestScale = _riskRules.Scales
        ? OpenInterestScale.Of(_riskRules, Contract.NotionalAtMark(Margin, _openInterest))
        : 0;

    private void RefreshBand()
    {
        // Loss and fee of a close within it are at most the lowest maintenance rate: no account that is maintained is worse off.
        var lowest = _parameters.Tiers[0].MaintenanceRate.Billionths;
        var harmless = FixedMath.MulDivFloor(Math.Max(0, lowest - (2 * _parameters.TakerFee.Billionths)), Rate.One, Rate.One + lowest);
        _freeSales = (int)Math.Max(1, FixedMath.MulDivCeiling(MarkTicks, Rate.One - harmless, Rate.One));
        _freePurchases = FixedMath.MulDivFloor(MarkTicks, Rate.One + harmless, Rate.One);
        var band = _parameters.PriceBand.Billionths;
        BandLow = (int)Math.Max(1, FixedMath.MulDivCeiling(MarkTicks, Rate.One - band, Rate.One));
        BandHigh = (int)Math.Min(Price.MaxTicks, FixedMath.MulDivFloor(MarkTicks, Rate.One + band, Rate.One));
    }
}

/// <summary>The venue's markets by id, from 1.</summary>
internal sealed class MarketList
{
    private Market?[] _markets = new Market?[16];
    private readonly Dictionary<Symbol, int> _bySymbol = [];

    public int Count { get; private set; }

    /// <summary>What changed in the command being applied.</summary>
    public MarketMoves Moves { get; } = new();

    /// <summary>The market with an id that exists.</summary>
    public Market this[int id] => _markets[id]!;

    public Market? Find(MarketId id) => id.Value > 0 && id.Value <= Count ? _markets[id.Value] : null;

    public bool Has(Symbol symbol) => _bySymbol.ContainsKey(symbol);

    public void Add(Market market)
    {
        Invariant.That(market.Id.Value == Count + 1);
        Count++;
        if (Count >= _markets.Length)
        {
            Array.Resize(ref _markets, _markets.Length * 2);
        }

        _markets[Count] = market;
        market.Moves = Moves;
        _bySymbol.Add(market.Symbol, Count);
    }
}
