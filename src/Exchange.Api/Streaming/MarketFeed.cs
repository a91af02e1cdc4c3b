using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>
/// The public channels of one market. Its book is loaded from the views when the first client comes, stamped with the sequence that it stands
/// for; events up to that are dropped, and those after it carry it on: no gap, no overlap.
/// </summary>
internal sealed class MarketFeed : IFeed
{
    private const int SnapshotTrades = 50;

    private readonly MessageWriter _writer;
    private readonly MessageWriter _tradeEntries = new();
    private readonly BookSide _bids = new(Side.Buy);
    private readonly BookSide _asks = new(Side.Sell);
    private readonly BookChecksum _checksum;
    private readonly List<BookLevel> _changes = [];
    private readonly StreamChannel _book;
    private readonly StreamChannel _trades;
    private readonly StreamChannel _ticker;
    private readonly StreamChannel _mark;
    private readonly StreamChannel _stateChannel;
    private readonly MarketStateFields _status = new();

    private MarketInfo _market;
    private readonly Queue<TradeInfo> _recentTrades = new(SnapshotTrades); // oldest first
    private TradeId _lastTrade;
    private Price _markPrice;
    private FinePrice _indexPrice;
    private bool _indexIsDegraded;
    private FundingInfo _funding;
    private MarketState _state;
    private (BookLevel Bid, BookLevel Ask, MarketState State) _shownTop;
    private long _bookLoadedAt;
    private long _marketLoadedAt;
    private long _bookChangedAt;
    private long _stateChangedAt;
    private long _statusChangedAt;
    private long _tradedAt;
    private long _markChangedAt;
    private Timestamp _time;

    public MarketFeed(MarketInfo market, StreamHub hub, MessageWriter writer, BookChecksum checksum)
    {
        _market = market;
        _funding = market.Funding;
        _writer = writer;
        _checksum = checksum;
        _book = new StreamChannel($"book:{market.Symbol}", hub);
        _trades = new StreamChannel($"trades:{market.Symbol}", hub);
        _ticker = new StreamChannel($"ticker:{market.Symbol}", hub);
        _mark = new StreamChannel($"mark:{market.Symbol}", hub);
        _stateChannel = new StreamChannel($"state:{market.Symbol}", hub);
    }

    public bool IsTouched { get; set; }

    public IReadOnlyList<StreamChannel> Channels => [_book, _trades, _ticker, _mark, _stateChannel];

    public bool TryLoad(IVenueViews views)
    {
        if (views.FindMarket(_market.Id) is not { } market || views.Book(market.Id, int.MaxValue) is not { } book)
        {
            return false;
        }

        _market = market;
        _bids.Load(book.Bids);
        _asks.Load(book.Asks);
        LoadTrades(views.RecentTrades(market.Id, SnapshotTrades));
        _markPrice = market.MarkPrice;
        _funding = market.Funding;
        _indexPrice = market.Index?.Price ?? FinePrice.None;
        _indexIsDegraded = market.Index is { IsDegraded: true };
        _state = market.State;
        _status.Load(market);
        _shownTop = Top;
        _bookLoadedAt = _book.Sequence = _ticker.Sequence = book.Sequence;
        _marketLoadedAt = _mark.Sequence = _stateChannel.Sequence = market.LastSequence;
        return true;
    }

    public void Subscribe(StreamConnection connection, ChannelKind kind)
    {
        var channel = Channel(kind);
        channel.BeginSnapshot(_writer);
        WriteState(kind);
        _writer.EndObject();
        channel.Add(connection);
        channel.Send(connection, _writer);
    }

    public void Unsubscribe(StreamConnection connection, ChannelKind kind) => Channel(kind).Remove(connection);

    public void Apply(in EventHeader header, in LevelChanged level)
    {
        if (header.Sequence <= _bookLoadedAt)
        {
            return;
        }

        (level.Side == Side.Buy ? _bids : _asks).Set(new BookLevel(level.Price, level.Quantity, level.OrderCount));
        _bookChangedAt = header.Sequence;
        _time = header.Time;
    }

    public void Apply(in EventHeader header, in TradeExecuted trade)
    {
        if (trade.TradeId.Value <= _lastTrade.Value)
        {
            return;
        }

        _lastTrade = trade.TradeId;
        _tradedAt = header.Sequence;
        _time = header.Time;
        var info = new TradeInfo(trade.TradeId, _market.Id, trade.Price, trade.Quantity, trade.TakerSide, header.Sequence, header.Time);
        if (_recentTrades.Count == SnapshotTrades)
        {
            _recentTrades.Dequeue();
        }

        _recentTrades.Enqueue(info);
        if (_trades.HasSubscribers)
        {
            WriteTrade(_tradeEntries, info);
        }
    }

    public void Apply(in EventHeader header, in MarkPriceChanged mark)
    {
        if (header.Sequence > _marketLoadedAt)
        {
            _markPrice = mark.MarkPrice;
            _markChangedAt = header.Sequence;
            _time = header.Time;
        }
    }

    public void Apply(in EventHeader header, in IndexChanged change)
    {
        if (header.Sequence > _marketLoadedAt)
        {
            _indexPrice = change.Index;
            _indexIsDegraded = change.IsDegraded == 1;
            _markChangedAt = header.Sequence;
            _time = header.Time;
        }
    }

    public void Apply(in EventHeader header, in FundingPredicted predicted)
    {
        if (header.Sequence > _marketLoadedAt)
        {
            _funding = _funding with { PredictedRate = predicted.PredictedRate, NextTime = predicted.FundingTime };
            _markChangedAt = header.Sequence;
            _time = header.Time;
        }
    }

    public void Apply(in EventHeader header, in FundingRateApplied applied)
    {
        if (header.Sequence > _marketLoadedAt)
        {
            _funding = _funding with { LastRate = applied.FundingRate, LastTime = applied.FundingTime };
            _markChangedAt = header.Sequence;
            _time = header.Time;
        }
    }

    public void Apply(in EventHeader header, in MarketStateChanged change)
    {
        if (header.Sequence > _marketLoadedAt)
        {
            _state = change.To;
            _status.Apply(header, change);
            _stateChangedAt = _statusChangedAt = header.Sequence;
            _time = header.Time;
        }
    }

    public void Apply(in EventHeader header, in AuctionChanged change)
    {
        if (header.Sequence > _marketLoadedAt)
        {
            _status.Apply(change);
            _statusChangedAt = header.Sequence;
            _time = header.Time;
        }
    }

    public void Apply(in EventHeader header, in VolatilityChanged change)
    {
        if (header.Sequence > _marketLoadedAt)
        {
            _status.Apply(change);
            _statusChangedAt = header.Sequence;
            _time = header.Time;
        }
    }

    public void Publish()
    {
        PublishBook();
        PublishTicker();
        PublishTrades();
        PublishMark();
        PublishState();
    }

    private void LoadTrades(IReadOnlyList<TradeInfo> newestFirst)
    {
        _recentTrades.Clear();
        for (var i = newestFirst.Count - 1; i >= 0; i--)
        {
            _recentTrades.Enqueue(newestFirst[i]);
        }

        _lastTrade = newestFirst.Count == 0 ? default : newestFirst[0].Id;
        _trades.Sequence = newestFirst.Count == 0 ? 0 : newestFirst[0].Sequence;
    }

    private StreamChannel Channel(ChannelKind kind) => kind switch
    {
        ChannelKind.Book => _book,
        ChannelKind.Trades => _trades,
        ChannelKind.Ticker => _ticker,
        ChannelKind.Mark => _mark,
        ChannelKind.State => _stateChannel,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a market's channel."),
    };

    private (BookLevel Bid, BookLevel Ask, MarketState State) Top =>
        (_bids.Count == 0 ? default : _bids[0], _asks.Count == 0 ? default : _asks[0], _state);

    private void PublishBook()
    {
        if (_bookChangedAt <= _book.Sequence)
        {
            return;
        }

        if (!_book.HasSubscribers)
        {
            _bids.TakeChanges(_changes);
            _asks.TakeChanges(_changes);
            _book.Sequence = _bookChangedAt;
            return;
        }

        _book.BeginDelta(_writer, _bookChangedAt, _time);
        _bids.TakeChanges(_changes);
        WriteLevels("bids"u8, _changes);
        _asks.TakeChanges(_changes);
        WriteLevels("asks"u8, _changes);
        WriteChecksum();
        _book.Publish(_writer.EndObject());
    }

    private void PublishTicker()
    {
        if (Top == _shownTop)
        {
            return;
        }

        _shownTop = Top;
        var changedAt = Math.Max(_ticker.Sequence, Math.Max(_bookChangedAt, _stateChangedAt));
        if (!_ticker.HasSubscribers)
        {
            _ticker.Sequence = changedAt;
            return;
        }

        _ticker.BeginDelta(_writer, changedAt, _time);
        WriteTop();
        _ticker.Publish(_writer.EndObject());
    }

    private void PublishTrades()
    {
        if (_tradedAt <= _trades.Sequence)
        {
            return;
        }

        if (!_trades.HasSubscribers)
        {
            _trades.Sequence = _tradedAt;
            return;
        }

        _trades.BeginDelta(_writer, _tradedAt, _time).Name("trades"u8).BeginArray().Raw(_tradeEntries.Written).EndArray();
        _tradeEntries.Clear();
        _trades.Publish(_writer.EndObject());
    }

    private void PublishMark()
    {
        if (_markChangedAt <= _mark.Sequence)
        {
            return;
        }

        if (!_mark.HasSubscribers)
        {
            _mark.Sequence = _markChangedAt;
            return;
        }

        _mark.BeginDelta(_writer, _markChangedAt, _time);
        WriteMark();
        _mark.Publish(_writer.EndObject());
    }

    private void PublishState()
    {
        if (_statusChangedAt <= _stateChannel.Sequence)
        {
            return;
        }

        if (!_stateChannel.HasSubscribers)
        {
            _stateChannel.Sequence = _statusChangedAt;
            return;
        }

        _stateChannel.BeginDelta(_writer, _statusChangedAt, _time);
        _status.Write(_writer, _market);
        _stateChannel.Publish(_writer.EndObject());
    }

    private void WriteState(ChannelKind kind)
    {
        switch (kind)
        {
            case ChannelKind.Book:
                WriteLevels("bids"u8, _bids);
                WriteLevels("asks"u8, _asks);
                WriteChecksum();
                break;
            case ChannelKind.Trades:
                _writer.Name("trades"u8).BeginArray();
                foreach (var trade in _recentTrades)
                {
                    WriteTrade(_writer, trade);
                }

                _writer.EndArray();
                break;
            case ChannelKind.Ticker:
                WriteTop();
                break;
            case ChannelKind.State:
                _status.Write(_writer, _market);
                break;
            default:
                WriteMark();
                break;
        }
    }

    private void WriteLevels(ReadOnlySpan<byte> name, BookSide side)
    {
        _writer.Name(name).BeginArray();
        for (var rank = 0; rank < side.Count; rank++)
        {
            WriteLevel(side[rank]);
        }

        _writer.EndArray();
    }

    private void WriteLevels(ReadOnlySpan<byte> name, List<BookLevel> levels)
    {
        _writer.Name(name).BeginArray();
        foreach (var level in levels)
        {
            WriteLevel(level);
        }

        _writer.EndArray();
    }

    private void WriteLevel(BookLevel level) => _writer
        .BeginArray()
        .Decimal(level.Price.Ticks, _market.TickSize)
        .Decimal(level.Quantity.Lots, _market.LotSize)
        .EndArray();

    private void WriteChecksum() => _writer.Name("checksum"u8).Number(_checksum.Of(_bids, _asks, _market));

    private void WriteTop()
    {
        WriteBest("bestBid"u8, _bids);
        WriteBest("bestAsk"u8, _asks);
        _writer.Name("state"u8).Text(WireName.Of(_state));
    }

    private void WriteBest(ReadOnlySpan<byte> name, BookSide side)
    {
        _writer.Name(name);
        if (side.Count == 0)
        {
            _writer.Null();
            return;
        }

        _writer
            .BeginObject()
            .Name("price"u8).Decimal(side[0].Price.Ticks, _market.TickSize)
            .Name("quantity"u8).Decimal(side[0].Quantity.Lots, _market.LotSize)
            .EndObject();
    }

    private void WriteMark()
    {
        _writer.Name("markPrice"u8);
        if (_markPrice.IsNone)
        {
            _writer.Null();
        }
        else
        {
            _writer.Decimal(_markPrice.Ticks, _market.TickSize);
        }

        if (!_indexPrice.IsNone)
        {
            _writer.Name("indexPrice"u8).Decimal(_indexPrice.Microticks, Amount.FineStep(_market)).Name("indexIsDegraded"u8).Boolean(_indexIsDegraded);
        }

        if (_funding.NextTime != default)
        {
            _writer
                .Name("predictedFundingRate"u8).Decimal(_funding.PredictedRate.Billionths, Amount.Billionth)
                .Name("nextFundingTime"u8).Number(_funding.NextTime.Microseconds);
        }

        if (_funding.LastTime != default)
        {
            _writer
                .Name("fundingRate"u8).Decimal(_funding.LastRate.Billionths, Amount.Billionth)
                .Name("fundingTime"u8).Number(_funding.LastTime.Microseconds);
        }
    }

    private void WriteTrade(MessageWriter writer, TradeInfo trade) => writer
        .BeginObject()
        .Name("tradeId"u8).NumberText(trade.Id.Value)
        .Name("price"u8).Decimal(trade.Price.Ticks, _market.TickSize)
        .Name("quantity"u8).Decimal(trade.Quantity.Lots, _market.LotSize)
        .Name("takerSide"u8).Text(WireName.Of(trade.TakerSide))
        .Name("sequence"u8).Number(trade.Sequence)
        .Name("time"u8).Number(trade.Time.Microseconds)
        .EndObject();
}
