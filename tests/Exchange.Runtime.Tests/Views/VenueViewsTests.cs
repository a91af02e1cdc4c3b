using Exchange.Engine;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Exchange.Runtime.Tests;

public sealed class VenueViewsTests
{
    private readonly ViewedVenue _venue = new();
    private readonly MarketId _market;
    private readonly AccountId _alice;
    private readonly AccountId _bob;

    public VenueViewsTests()
    {
        _market = _venue.Open();
        _alice = _venue.OpenAccount(100_000_000);
        _bob = _venue.OpenAccount(100_000_000);
    }

    private VenueViews Views => _venue.Views;

    [Fact]
    public void A_batch_is_seen_once_it_is_applied_and_not_before()
    {
        var before = Views.Sequence;
        var outcome = _venue.Apply(ViewedVenue.Limit(_alice, _market, Side.Buy, lots: 5, ticks: 990));

        Assert.Null(Views.FindOrder(_alice, outcome.OrderId));
        Assert.Equal(before, Views.Sequence);

        _venue.Commit();

        Assert.Equal(outcome.OrderId, Assert.Single(Views.OpenOrders(_alice, _market)).Id);
        Assert.Equal(outcome.Sequence, Views.Sequence);
    }

    [Fact]
    public void What_was_read_does_not_change_afterwards()
    {
        _venue.Do(ViewedVenue.Limit(_alice, _market, Side.Buy, lots: 5, ticks: 990));
        _venue.Do(new SetLeverage { Account = _alice, Market = _market, Leverage = 7 });
        var (book, market) = (Views.Book(_market, depth: 10)!, Views.FindMarket(_market)!);
        var (orders, positions, balances) = (Views.OpenOrders(_alice, market: null), Views.Positions(_alice), Views.Balances(_alice));
        var (trades, accounts) = (Views.RecentTrades(_market, limit: 10), Views.Accounts(after: default, limit: 10));

        _venue.Do(ViewedVenue.Limit(_bob, _market, Side.Sell, lots: 3, ticks: 990));
        _venue.OpenAccount(1);

        Assert.Equal([new BookLevel(new Price(990), new Quantity(5), 1)], book.Bids);
        Assert.Equal(Price.None, market.LastPrice);
        Assert.Equal(new Quantity(5), Assert.Single(orders).Remaining);
        Assert.Equal(0, Assert.Single(positions).Size.Lots);
        Assert.Equal(new Money(100_000_000), Assert.Single(balances).Balance);
        Assert.Empty(trades);
        Assert.Equal([_alice, _bob], accounts.Select(account => account.Id));
    }

    [Fact]
    public void A_book_tells_the_sequence_it_stands_for()
    {
        var placed = _venue.Do(ViewedVenue.Limit(_alice, _market, Side.Buy, lots: 5, ticks: 990));
        _venue.Do(_venue.Credit(_alice, 1));

        var book = Views.Book(_market, depth: 1)!;

        Assert.Equal(placed.Sequence, book.Sequence);
        Assert.Equal(placed.Time, book.Time);
        Assert.True(Views.Sequence > book.Sequence);
    }

    [Fact]
    public void The_last_sequence_of_an_account_is_that_of_the_last_command_that_touched_it()
    {
        var placed = _venue.Do(ViewedVenue.Limit(_alice, _market, Side.Buy, lots: 5, ticks: 990));
        Assert.Equal(placed.Sequence, Views.LastSequenceOf(_alice));
        Assert.True(Views.LastSequenceOf(_bob) < placed.Sequence);

        // A trade touches both sides of it, and the accounts that fees go to.
        var traded = _venue.Do(ViewedVenue.Limit(_bob, _market, Side.Sell, lots: 5, ticks: 990));
        Assert.Equal(traded.Sequence, Views.LastSequenceOf(_alice));
        Assert.Equal(traded.Sequence, Views.LastSequenceOf(_bob));
        Assert.Equal(traded.Sequence, Views.LastSequenceOf(AccountId.Fees));
        Assert.Equal(0, Views.LastSequenceOf(AccountId.InsuranceFund));
    }

    [Fact]
    public void An_order_tells_when_it_was_placed_and_when_it_last_changed()
    {
        var placed = _venue.Do(ViewedVenue.Limit(_alice, _market, Side.Buy, lots: 5, ticks: 990));
        var filled = _venue.Do(ViewedVenue.Limit(_bob, _market, Side.Sell, lots: 2, ticks: 990));

        var order = Views.FindOrder(_alice, placed.OrderId)!;

        Assert.Equal((placed.Sequence, placed.Time), (order.CreatedSequence, order.CreatedAt));
        Assert.Equal((filled.Sequence, filled.Time), (order.UpdatedSequence, order.UpdatedAt));
        Assert.Equal(OrderStatus.PartiallyFilled, order.Status);
        Assert.Equal((2L, 3L, 2L * 990), (order.Filled.Lots, order.Remaining.Lots, order.FilledTickLots));
    }

    [Fact]
    public void An_ended_order_is_found_by_its_id_and_by_its_client_order_id()
    {
        var filled = _venue.Do(ViewedVenue.Limit(_alice, _market, Side.Buy, lots: 5, ticks: 990, "filled"));
        _venue.Do(ViewedVenue.Limit(_bob, _market, Side.Sell, lots: 5, ticks: 990));
        var canceled = _venue.Do(ViewedVenue.Limit(_alice, _market, Side.Buy, lots: 4, ticks: 980, "canceled"));
        _venue.Do(new CancelOrder { Account = _alice, OrderId = canceled.OrderId });

        Assert.Empty(Views.OpenOrders(_alice, market: null));
        Assert.Equal(OrderStatus.Filled, Views.FindOrder(_alice, filled.OrderId)!.Status);
        Assert.Equal(filled.OrderId, Views.FindOrder(_alice, ClientOrderId.Parse("filled"))!.Id);
        var order = Views.FindOrder(_alice, ClientOrderId.Parse("canceled"))!;
        Assert.Equal((OrderStatus.Canceled, CancelReason.Requested), (order.Status, order.CancelReason));
        Assert.Equal(order, Views.FindOrder(_alice, canceled.OrderId));
        Assert.Null(Views.FindOrder(_bob, canceled.OrderId));
    }

    [Fact]
    public void The_oldest_ended_order_makes_room_for_the_newest()
    {
        var ids = new List<OrderId>();
        for (var i = 0; i <= EndedOrders.Capacity; i++)
        {
            ids.Add(_venue.Do(ViewedVenue.Limit(_alice, _market, Side.Buy, lots: 1, ticks: 990, $"c{i}")).OrderId);
            _venue.Do(new CancelOrder { Account = _alice, OrderId = ids[^1] });
        }

        Assert.Null(Views.FindOrder(_alice, ids[0]));
        Assert.Null(Views.FindOrder(_alice, ClientOrderId.Parse("c0")));
        Assert.Equal(ids[1], Views.FindOrder(_alice, ClientOrderId.Parse("c1"))!.Id);
        Assert.Equal(ids[^1], Views.FindOrder(_alice, ids[^1])!.Id);
    }

    [Fact]
    public void The_newest_thousand_trades_are_kept_newest_first()
    {
        const int Trades = TradeRing.Capacity + 5;
        for (var i = 0; i < Trades; i++)
        {
            // Both ways in turn, so that nobody's position grows.
            var (maker, taker) = i % 2 == 0 ? (_alice, _bob) : (_bob, _alice);
            _venue.Apply(ViewedVenue.Limit(maker, _market, Side.Buy, lots: 1, ticks: 1_000));
            _venue.Apply(ViewedVenue.Limit(taker, _market, Side.Sell, lots: 1, ticks: 1_000));
        }

        _venue.Commit();

        Assert.Equal(Enumerable.Range(6, TradeRing.Capacity).Reverse().Select(id => (long)id), Views.RecentTrades(_market, int.MaxValue).Select(trade => trade.Id.Value));
        Assert.Equal([Trades, Trades - 1], Views.RecentTrades(_market, limit: 2).Select(trade => trade.Id.Value));
        var newest = Views.RecentTrades(_market, limit: 1)[0];
        Assert.Equal((1_000L, 1L, Side.Sell, Views.Sequence), (newest.Price.Ticks, newest.Quantity.Lots, newest.TakerSide, newest.Sequence));
    }

    [Fact]
    public void What_a_position_has_realized_counts_from_where_it_was_opened()
    {
        Trade(_alice, Side.Buy, lots: 10, ticks: 1_000);
        Trade(_alice, Side.Sell, lots: 4, ticks: 1_010);
        Assert.Equal(new Money(4 * 10 * 1_000), Assert.Single(Views.Positions(_alice)).RealizedPnl);

        // Six more close it, two open the other side.
        Trade(_alice, Side.Sell, lots: 8, ticks: 1_010);
        var flipped = Assert.Single(Views.Positions(_alice));
        Assert.Equal((-2L, Money.Zero), (flipped.Size.Lots, flipped.RealizedPnl));
        Assert.Equal(new Money(2 * 10 * 1_000), flipped.UnrealizedPnl);
    }

    [Fact]
    public void A_flat_position_is_shown_only_if_its_leverage_was_chosen()
    {
        Trade(_alice, Side.Buy, lots: 1, ticks: 1_000);
        _venue.Do(new SetLeverage { Account = _bob, Market = _market, Leverage = 3 });
        Trade(_alice, Side.Sell, lots: 1, ticks: 1_000);

        Assert.Empty(Views.Positions(_alice));
        Assert.Equal((0L, 3), (Views.Positions(_bob)[0].Size.Lots, Assert.Single(Views.Positions(_bob)).Leverage));
    }

    [Fact]
    public void What_there_is_not_is_not_found()
    {
        var (market, account) = (new MarketId(99), new AccountId(99));

        Assert.Null(Views.FindMarket(market));
        Assert.Null(Views.FindMarket(Symbol.Parse("NONE")));
        Assert.Null(Views.FindAsset(new AssetId(99)));
        Assert.Null(Views.FindAsset(Symbol.Parse("NONE")));
        Assert.Null(Views.Book(market, depth: 1));
        Assert.Empty(Views.RecentTrades(market, limit: 1));
        Assert.Null(Views.FindAccount(account));
        Assert.Null(Views.FindAccount(default));
        Assert.Null(Views.FindAccount(new AccountId(-1)));
        Assert.Null(Views.FindAccount(new AccountId(9)));
        Assert.Empty(Views.Balances(account));
        Assert.Empty(Views.Positions(account));
        Assert.Empty(Views.OpenOrders(account, market: null));
        Assert.Empty(Views.Margins(account));
        Assert.Null(Views.FindOrder(account, new OrderId(1)));
        Assert.Null(Views.FindOrder(_alice, ClientOrderId.Parse("none")));
        Assert.Equal(0, Views.LastSequenceOf(account));
    }

    [Fact]
    public void There_is_room_for_more_accounts_than_at_first()
    {
        for (var i = 0; i < 2_000; i++)
        {
            _venue.Apply(new OpenAccount());
        }

        _venue.Commit();

        Assert.Equal(2_002, Views.Accounts(after: default, int.MaxValue).Count);
        Assert.Equal([_bob, new AccountId(_bob.Value + 1)], Views.Accounts(after: _alice, limit: 2).Select(account => account.Id));
    }

    [Fact]
    public void The_runtime_reads_what_it_writes()
    {
        using var services = new ServiceCollection().AddExchangeRuntime(new ExchangeOptions()).BuildServiceProvider();

        Assert.Same(services.GetRequiredService<ICommittedEventsView>(), services.GetRequiredService<IVenueViews>());
    }

    /// <summary>A trade of one account with the other, at a price.</summary>
    private void Trade(AccountId taker, Side side, long lots, long ticks)
    {
        var maker = taker == _alice ? _bob : _alice;
        _venue.Do(ViewedVenue.Limit(maker, _market, side == Side.Buy ? Side.Sell : Side.Buy, lots, ticks));
        _venue.Do(ViewedVenue.Limit(taker, _market, side, lots, ticks));
    }
}
