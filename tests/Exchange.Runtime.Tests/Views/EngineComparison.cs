using System.Runtime.CompilerServices;
using Exchange.Engine;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>Holds what the views answer against what the engine knows.</summary>
internal static class EngineComparison
{
    public static void AssertSame(IVenueViews views, StateMachine machine)
    {
        var state = machine.State;
        Assert.Equal(state.Assets.Count, views.Assets.Count);
        Assert.Equal(state.Markets.Count, views.Markets.Count);
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            AssertMarket(views, state.Markets[id]);
        }

        Assert.Equal(views.Assets.Select(asset => CollateralInfo.Of(asset, state.Assets.Collateral(asset.Id.Value))), views.Collateral);
        AssertProposals(views, state.Proposals);
        for (var house = AccountId.External.Value; house <= AccountId.Backstop.Value; house++)
        {
            Assert.Equal(house, views.FindAccount(new AccountId(house))!.Id.Value);
            AssertBalances(views, state, new AccountId(house));
        }

        Assert.Equal(state.Accounts.NextId - AccountId.FirstCustomer, views.Accounts(after: default, int.MaxValue).Count);
        for (var id = AccountId.FirstCustomer; id < state.Accounts.NextId; id++)
        {
            AssertAccount(views, state, new AccountId(id));
        }
    }

    private static void AssertProposals(IVenueViews views, ProposalBook book)
    {
        Assert.Equal(new VenueRulesInfo(book.Rules, book.Profile), views.Rules);
        var pending = views.Proposals.Where(proposal => proposal.Status is ProposalStatus.Proposed or ProposalStatus.Scheduled).ToList();
        Assert.Equal(book.Count, pending.Count);
        for (var i = 0; i < pending.Count; i++)
        {
            ref var expected = ref book.Pending[i];
            var status = expected.State == ProposalState.Proposed ? ProposalStatus.Proposed : ProposalStatus.Scheduled;
            Assert.Equal(
                new ProposalInfo(
                    expected.Id, expected.Kind, expected.Subject, status, expected.Author.ToString(), expected.Approver.ToString(), expected.Reason.ToString(),
                    new Timestamp(expected.ProposedAt), new Timestamp(expected.DueAt), new Timestamp(expected.CompleteAt), expected.Step, expected.StepCount,
                    expected.AtOnce, expected.Fields, expected.Effects, expected.To, Cause: null, pending[i].LastSequence),
                pending[i]);
        }
    }

    private static void AssertMarket(IVenueViews views, Market market)
    {
        var info = views.FindMarket(market.Id)!;
        Assert.Equal(
            new MarketInfo(
                market.Id, market.Symbol, market.BaseAsset, views.FindAsset(market.SettlementAsset)!, market.TickSize, market.LotSize, market.TickLotValue,
                market.Parameters, market.State, new Price(market.MarkTicks), new Price(market.LastTicks), new Quantity(market.OpenInterest), info.LastSequence)
            {
                RiskRules = market.RiskRules,
                Index = IndexOf(market.Prices),
                Status = ViewSeed.StatusOf(market),
                ContractKind = market.Margin.Kind,
                Funding = FundingOf(market.Funding),
            },
            info);
        Assert.Equal(info, views.FindMarket(market.Symbol));
        Assert.Equal(info, views.Markets[market.Id.Value - 1]);

        var book = views.Book(market.Id, int.MaxValue)!;
        Assert.Equal(Levels(market.Book, Side.Buy), book.Bids);
        Assert.Equal(Levels(market.Book, Side.Sell), book.Asks);
        Assert.Equal(book.Bids.Take(2), views.Book(market.Id, 2)!.Bids);
    }

    private static IndexInfo? IndexOf(MarketPrices prices) => prices.HasSources
        ? new IndexInfo(new FinePrice(prices.State.Index), prices.State.IsDegraded == 1, prices.State.Used, prices.State.Deviating, new PriceRulesInfo(prices.Rules))
        : null;

    private static FundingInfo FundingOf(MarketFunding funding) => new()
    {
        Rules = funding.Rules,
        LastTime = new Timestamp(funding.State.LastTime),
        LastRate = new Rate(funding.State.LastRate),
        PredictedRate = new Rate(funding.State.AnnouncedRate),
        AveragePremium = new Rate(funding.State.AnnouncedAverage),
        Samples = (int)funding.State.AnnouncedSamples,
        NextTime = new Timestamp(funding.State.AnnouncedTime),
        CumulativeIndex = funding.State.Index,
        SweepTime = new Timestamp(funding.State.SweepTime),
    };

    private static List<BookLevel> Levels(OrderBook book, Side side)
    {
        var levels = new List<BookLevel>();
        for (var ticks = book.Best(side); ticks != 0; ticks = book.NextBehind(side, ticks))
        {
            ref var level = ref book.Ladder(side).Find(ticks);
            levels.Add(new BookLevel(new Price(ticks), new Quantity(level.Lots), level.Count));
        }

        return levels;
    }

    private static void AssertAccount(IVenueViews views, State state, AccountId account)
    {
        ref var profile = ref state.Accounts.Profile(account.Value);
        var info = new AccountInfo(account, new AccountId(state.Accounts[account.Value].Owner), profile.Label.ToString(), profile.OpenedAt);
        Assert.Equal(info, views.FindAccount(account));
        Assert.Equal(info, Assert.Single(views.Accounts(new AccountId(account.Value - 1), limit: 1)));
        AssertBalances(views, state, account);
        AssertPositions(views, state, account);
        AssertOrders(views, state, account);
        AssertMargins(views, state, account);
    }

    private static void AssertBalances(IVenueViews views, State state, AccountId account) => Assert.Equal(
        Enumerable.Range(1, state.Assets.Count)
            .Select(asset => new BalanceInfo(account, new AssetId(asset), new Money(state.Accounts.Balance(account.Value, asset))))
            .Where(balance => balance.Balance != Money.Zero),
        views.Balances(account));

    private static void AssertPositions(IVenueViews views, State state, AccountId account)
    {
        var expected = new List<PositionInfo>();
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account.Value], id);
            if (Unsafe.IsNullRef(ref position) || (position.Size == 0 && position.Leverage == 0 && position.IsIsolated == 0))
            {
                continue;
            }

            var market = state.Markets[id];
            expected.Add(new PositionInfo(
                account, market.Id, new PositionSize(position.Size), new Money(position.Cost),
                position.Leverage == 0 ? market.Parameters.ActiveTiers[0].MaxLeverage : position.Leverage,
                new Money(position.RealizedPnl), new Money(position.Size == 0 ? 0 : MarginRules.UnrealizedPnl(market.Margin, position)))
            {
                Mode = position.IsIsolated == 0 ? MarginMode.Cross : MarginMode.Isolated,
                IsolatedMargin = new Money(position.IsolatedMargin),
            });
        }

        Assert.Equal(expected, views.Positions(account));
    }

    private static void AssertOrders(IVenueViews views, State state, AccountId account)
    {
        var expected = new List<OrderInfo>();
        for (var slot = 1; slot < state.Orders.UsedSlots; slot++)
        {
            if (state.Orders[slot].Id != 0 && state.Orders[slot].Account == account.Value)
            {
                expected.Add(OrderOf(state, slot));
            }
        }

        expected.Sort((a, b) => a.Id.Value.CompareTo(b.Id.Value));
        Assert.Equal(expected, views.OpenOrders(account, market: null).Select(WithoutUpdate));
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            var market = new MarketId(id);
            Assert.Equal(expected.Where(order => order.Market == market), views.OpenOrders(account, market).Select(WithoutUpdate));
        }

        foreach (var order in expected)
        {
            Assert.Equal(order, WithoutUpdate(views.FindOrder(account, order.Id)!));
            if (!order.ClientOrderId.IsEmpty)
            {
                Assert.Equal(order, WithoutUpdate(views.FindOrder(account, order.ClientOrderId)!));
            }
        }
    }

    private static OrderInfo OrderOf(State state, int slot)
    {
        ref var order = ref state.Orders[slot];
        ref var detail = ref state.Orders.Detail(slot);
        var filled = order.Quantity - order.Remaining;
        return new OrderInfo(
            new OrderId(order.Id), order.Remembered == 0 ? default : state.Remembered[order.Remembered].ClientOrderId, new AccountId(order.Account),
            new MarketId(order.Market), order.Side, detail.Type, detail.TimeInForce, order.Flags, detail.SelfTradePrevention, new Price(order.PriceTicks),
            new Quantity(order.Quantity), new Quantity(filled), new Quantity(order.Remaining), detail.FilledTickLots, detail.ExpiresAt,
            filled == 0 ? OrderStatus.Open : OrderStatus.PartiallyFilled, CancelReason: default, detail.CreatedAt, UpdatedAt: default, detail.CreatedSequence, UpdatedSequence: 0);
    }

    /// <summary>The engine does not keep when an order was last changed.</summary>
    private static OrderInfo WithoutUpdate(OrderInfo order) => order with { UpdatedAt = default, UpdatedSequence = 0 };

    private static void AssertMargins(IVenueViews views, State state, AccountId account)
    {
        Assert.Equal([MarginOf(state.Risk.Cross(account), AssetList.Valuation)], views.Margins(account));
    }

    private static MarginInfo MarginOf(in Risk risk, AssetId asset) => new(
        asset, new Money(risk.Collateral), new Money(risk.UnrealizedPnl), new Money(risk.Equity), new Money(risk.InitialMargin),
        new Money(risk.MaintenanceMargin), new Money(risk.FreeCollateral));
}
