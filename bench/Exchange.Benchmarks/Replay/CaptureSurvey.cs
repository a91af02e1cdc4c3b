using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>What must be known of a capture before a market can be opened for it: one reading of the whole.</summary>
internal sealed class CaptureSurvey
{
    private decimal _mid;
    private decimal _highest;
    private decimal _largest;
    private int _priceScale;
    private int _quantityScale;

    /// <summary>The most levels that the book had.</summary>
    public int MostLevels { get; private set; }

    /// <summary>The most that was quoted on both sides.</summary>
    public decimal MostQuantity { get; private set; }

    /// <summary>By kind of message.</summary>
    public SortedDictionary<string, int> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>From the first message to the last.</summary>
    public TimeSpan Span { get; private set; }

    /// <exception cref="InvalidDataException">It has no snapshot, so that its book is not known.</exception>
    public static CaptureSurvey Of(string path)
    {
        var survey = new CaptureSurvey();
        var book = new CapturedBook();
        long first = 0;
        foreach (var message in BinanceCapture.Read(path))
        {
            first = first == 0 ? message.Time.Microseconds : first;
            survey.Span = TimeSpan.FromMicroseconds(message.Time.Microseconds - first);
            survey.Look(message, book);
        }

        return book.IsSynchronized ? survey : throw new InvalidDataException("The capture has no snapshot of the book.");
    }

    /// <summary>
    /// A market whose ticks and lots express every price and quantity. Its mark price is the middle of the first book, or higher where the
    /// price band, which ends below twice the mark, would not reach the farthest ask otherwise.
    /// </summary>
    /// <exception cref="InvalidDataException">With such small ticks and lots, the largest order is beyond what the engine can hold.</exception>
    public ReplayMarket Market(string symbol)
    {
        var market = new ReplayMarket(symbol, new DecimalStep(1, _priceScale), new DecimalStep(1, _quantityScale), MarkTicks: 1);
        var mark = Math.Max(_mid, _highest / 2 * 1.01m);
        market = market with { MarkTicks = (int)(mark / market.TickSize.Size()) };
        var most = market.Parameters().MaxOrderQuantity.Lots;
        return market.Lots(_largest) <= most ? market : throw new InvalidDataException(
            $"The capture has {_largest} at one price; with ticks of {market.TickSize.Size()} and lots of {market.LotSize.Size()} an order has at most {most * market.LotSize.Size()}.");
    }

    private void Look(CapturedMessage message, CapturedBook book)
    {
        switch (message)
        {
            case CapturedSnapshot snapshot:
                Count("snapshot");
                book.Start(snapshot);
                _mid = (book.Best(Side.Buy) + book.Best(Side.Sell)) / 2;
                Look(snapshot.Levels);
                break;
            case CapturedDepth depth:
                Count("depthUpdate");
                book.Apply(depth);
                Look(depth.Levels);
                break;
            case CapturedTrade trade:
                Count("trade");
                Look([new CapturedLevel(trade.TakerSide, trade.Price, trade.Quantity)]);
                break;
            case CapturedOther other:
                Count(other.Kind);
                break;
        }

        MostLevels = Math.Max(MostLevels, book.Count);
        MostQuantity = Math.Max(MostQuantity, book.Quantity);
    }

    private void Count(string kind) => LobsterFigures.Count(Messages, kind);

    private void Look(IReadOnlyList<CapturedLevel> levels)
    {
        foreach (var level in levels)
        {
            _highest = Math.Max(_highest, level.Price);
            _largest = Math.Max(_largest, level.Quantity);
            _priceScale = Math.Max(_priceScale, SignificantDecimals(level.Price));
            _quantityScale = Math.Max(_quantityScale, SignificantDecimals(level.Quantity));
        }
    }

    /// <summary>Dividing by a one with many zeros drops the trailing zeros of a decimal.</summary>
    private static int SignificantDecimals(decimal number) => (number / 1.000000000000000000000000000m).Scale;
}
