using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>The market that a replay plays on.</summary>
/// <param name="Symbol">Its symbol.</param>
/// <param name="TickSize">One tick, in the settlement asset.</param>
/// <param name="LotSize">One lot, in units of what is traded.</param>
/// <param name="MarkTicks">The mark price, somewhere among the prices of the replay.</param>
internal sealed record ReplayMarket(string Symbol, DecimalStep TickSize, DecimalStep LotSize, int MarkTicks)
{
    /// <summary>Orders that one account can have open, as many as the engine allows.</summary>
    public const int MaxOpenOrders = 1_000;

    private const int UsualDecimals = 6;
    private const long MaxCredit = 1L << 53;
    private const long MaxNotional = 1L << 52;

    /// <summary>Decimals of the settlement asset: as many as a tick times a lot needs.</summary>
    public int AssetDecimals => Math.Max(UsualDecimals, TickSize.Scale + LotSize.Scale);

    /// <summary>The settlement asset.</summary>
    public string Asset => AssetDecimals == UsualDecimals ? "USDT" : $"USDT{AssetDecimals}";

    /// <exception cref="InvalidDataException">Not a whole number of ticks.</exception>
    public int Ticks(decimal price) => (int)Decimals.Steps(price, TickSize);

    /// <exception cref="InvalidDataException">Not a whole number of lots.</exception>
    public long Lots(decimal quantity) => Decimals.Steps(quantity, LotSize);

    /// <summary>What is credited to each account, in the asset's units.</summary>
    public long Deposit => Math.Min(MaxCredit, 5_000_000_000 * PowerOfTen(AssetDecimals));

    /// <summary>
    /// Parameters under which nothing but matching acts on a replay: bands, limits and margins are all wider than any file. Real venues
    /// have accounts by the thousand; a file does not say whose an order is, so here a few accounts hold everything.
    /// </summary>
    public MarketParameters Parameters()
    {
        var tickLotValue = TickSize.Mantissa * LotSize.Mantissa * PowerOfTen(AssetDecimals - TickSize.Scale - LotSize.Scale);
        var most = new Quantity(Math.Min(Quantity.MaxLots, MaxNotional / (MarkTicks * tickLotValue)));
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(0),
            TakerFee = new Rate(100_000),
            PriceBand = new Rate(Rate.One - 1),
            SlippageCap = new Rate(Rate.One / 2),
            MaxOrderQuantity = most,
            MaxPositionQuantity = most,
            MaxOpenInterest = most,
            MinOrderNotional = new Money(0),
            MaxOpenOrders = MaxOpenOrders,
        };
        parameters.SetTiers([new MarginTier(new Money(0), new Rate(5_000_000), 100)]);
        return parameters;
    }

    private static long PowerOfTen(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }
}
