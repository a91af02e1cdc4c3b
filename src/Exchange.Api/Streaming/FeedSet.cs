using Exchange.Engine;

namespace Exchange.Api;

/// <summary>The feeds that somebody follows, and the way of each event to them.</summary>
internal sealed class FeedSet
{
    private readonly Dictionary<int, MarketFeed> _markets = [];
    private readonly Dictionary<int, AccountFeed> _accounts = [];
    private readonly List<IFeed> _touched = [];

    public bool IsEmpty => _markets.Count == 0 && _accounts.Count == 0;

    private IEnumerable<IFeed> All => _markets.Values.Concat<IFeed>(_accounts.Values);

    public IFeed? Find(ChannelName channel) =>
        channel.IsPrivate ? _accounts.GetValueOrDefault(channel.Id) : _markets.GetValueOrDefault(channel.Id);

    public void Add(ChannelName channel, IFeed feed)
    {
        if (feed is AccountFeed account)
        {
            _accounts.Add(channel.Id, account);
        }
        else
        {
            _markets.Add(channel.Id, (MarketFeed)feed);
        }
    }

    public IEnumerable<StreamConnection> Subscribers() => All.SelectMany(feed => feed.Channels).SelectMany(channel => channel.Subscribers);

    /// <summary>Takes a connection off some channels; a feed that nobody follows any more is let go.</summary>
    public void Remove(StreamConnection connection, IReadOnlyList<ChannelName> channels)
    {
        foreach (var channel in channels)
        {
            Find(channel)?.Unsubscribe(connection, channel.Kind);
        }

        RemoveUnfollowed();
    }

    public void Remove(StreamConnection connection)
    {
        foreach (var channel in All.SelectMany(feed => feed.Channels))
        {
            channel.Remove(connection);
        }

        RemoveUnfollowed();
    }

    public void Clear()
    {
        _markets.Clear();
        _accounts.Clear();
        _touched.Clear();
    }

    public void Apply(in EventFrame frame)
    {
        var header = frame.Header;
        switch (frame.Kind)
        {
            case EventKind.LevelChanged:
                ref readonly var level = ref frame.As<LevelChanged>();
                Touch(_markets.GetValueOrDefault(level.Market.Value))?.Apply(header, level);
                break;
            case EventKind.TradeExecuted:
                ref readonly var trade = ref frame.As<TradeExecuted>();
                Touch(_markets.GetValueOrDefault(trade.Market.Value))?.Apply(header, trade);
                Touch(_accounts.GetValueOrDefault(trade.Maker.Account.Value))?.Apply(header, trade, trade.Maker, isMaker: true);
                Touch(_accounts.GetValueOrDefault(trade.Taker.Account.Value))?.Apply(header, trade, trade.Taker, isMaker: false);
                break;
            case EventKind.MoneyTransferred:
                ref readonly var transfer = ref frame.As<MoneyTransferred>();
                Touch(_accounts.GetValueOrDefault(transfer.From.Value))?.ApplyBalance(header, transfer.Asset, transfer.FromBalanceAfter);
                Touch(_accounts.GetValueOrDefault(transfer.To.Value))?.ApplyBalance(header, transfer.Asset, transfer.ToBalanceAfter);
                if (transfer.Beneficiary.Value != 0)
                {
                    Touch(_accounts.GetValueOrDefault(transfer.Beneficiary.Value))?.ApplyIsolated(header, transfer);
                }

                break;
            case EventKind.OrderAccepted:
                ref readonly var accepted = ref frame.As<OrderAccepted>();
                Touch(_accounts.GetValueOrDefault(accepted.Account.Value))?.Apply(header, accepted);
                break;
            case EventKind.OrderAmended:
                ref readonly var amended = ref frame.As<OrderAmended>();
                Touch(_accounts.GetValueOrDefault(amended.Account.Value))?.Apply(header, amended);
                break;
            case EventKind.OrderCanceled:
                ref readonly var canceled = ref frame.As<OrderCanceled>();
                Touch(_accounts.GetValueOrDefault(canceled.Account.Value))?.Apply(header, canceled);
                break;
            case EventKind.LeverageChanged:
                ref readonly var leverage = ref frame.As<LeverageChanged>();
                Touch(_accounts.GetValueOrDefault(leverage.Account.Value))?.Apply(header, leverage);
                break;
            case EventKind.MarginModeChanged:
                ref readonly var mode = ref frame.As<MarginModeChanged>();
                Touch(_accounts.GetValueOrDefault(mode.Account.Value))?.Apply(header, mode);
                break;
            case EventKind.MarkPriceChanged:
                ref readonly var mark = ref frame.As<MarkPriceChanged>();
                Touch(_markets.GetValueOrDefault(mark.Market.Value))?.Apply(header, mark);
                break;
            case EventKind.IndexChanged:
                ref readonly var index = ref frame.As<IndexChanged>();
                Touch(_markets.GetValueOrDefault(index.Market.Value))?.Apply(header, index);
                break;
            case EventKind.FundingPredicted:
                ref readonly var predicted = ref frame.As<FundingPredicted>();
                Touch(_markets.GetValueOrDefault(predicted.Market.Value))?.Apply(header, predicted);
                break;
            case EventKind.FundingRateApplied:
                ref readonly var applied = ref frame.As<FundingRateApplied>();
                Touch(_markets.GetValueOrDefault(applied.Market.Value))?.Apply(header, applied);
                break;
            case EventKind.AuctionChanged:
                ref readonly var auction = ref frame.As<AuctionChanged>();
                Touch(_markets.GetValueOrDefault(auction.Market.Value))?.Apply(header, auction);
                break;
            case EventKind.VolatilityChanged:
                ref readonly var volatility = ref frame.As<VolatilityChanged>();
                Touch(_markets.GetValueOrDefault(volatility.Market.Value))?.Apply(header, volatility);
                break;
            case EventKind.MarketStateChanged:
                ref readonly var state = ref frame.As<MarketStateChanged>();
                Touch(_markets.GetValueOrDefault(state.Market.Value))?.Apply(header, state);
                break;
        }
    }

    /// <summary>At the end of a batch: what it changed goes out.</summary>
    public void PublishTouched()
    {
        foreach (var feed in _touched)
        {
            feed.IsTouched = false;
            feed.Publish();
        }

        _touched.Clear();
    }

    private TFeed? Touch<TFeed>(TFeed? feed)
        where TFeed : class, IFeed
    {
        if (feed is { IsTouched: false })
        {
            feed.IsTouched = true;
            _touched.Add(feed);
        }

        return feed;
    }

    private void RemoveUnfollowed()
    {
        foreach (var (id, feed) in _markets)
        {
            if (!feed.Channels.Any(channel => channel.HasSubscribers))
            {
                _markets.Remove(id);
            }
        }

        foreach (var (id, feed) in _accounts)
        {
            if (!feed.Channels.Any(channel => channel.HasSubscribers))
            {
                _accounts.Remove(id);
            }
        }
    }
}
