using System.Numerics;
using System.Runtime.CompilerServices;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>Makes the views of a state restored from a snapshot. Trades and ended orders are not in it; the read side has them.</summary>
internal static class ViewSeed
{
    public static AssetInfo[] Assets(State state) =>
        [.. Enumerable.Range(1, state.Assets.Count).Select(id => new AssetInfo(new AssetId(id), state.Assets[id].Code, state.Assets[id].Decimals))];

    public static CollateralView[] Collateral(State state, AssetInfo[] assets) =>
        [.. assets.Select(asset => new CollateralView(CollateralInfo.Of(asset, state.Assets.Collateral(asset.Id.Value))))];

    public static MarketView[] Markets(State state, AssetInfo[] assets) =>
        [.. Enumerable.Range(1, state.Markets.Count).Select(id => ViewOf(state, state.Markets[id], assets))];

    /// <param name="state">The engine's state.</param>
    /// <param name="markets">The markets' views.</param>
    /// <param name="house">The venue's own accounts, at their ids.</param>
    public static AccountView?[] Accounts(State state, MarketView[] markets, AccountView?[] house)
    {
        var accounts = house;
        Array.Resize(ref accounts, Math.Max(house.Length, (int)BitOperations.RoundUpToPowerOf2((uint)state.Accounts.NextId)));
        for (var id = AccountId.FirstCustomer; id < state.Accounts.NextId; id++)
        {
            ref var profile = ref state.Accounts.Profile(id);
            accounts[id] = new AccountView(new AccountInfo(new AccountId(id), new AccountId(state.Accounts[id].Owner), profile.Label.ToString(), profile.OpenedAt));
            LoadPositions(state, accounts[id]!, markets);
        }

        LoadPositions(state, accounts[AccountId.Backstop.Value]!, markets);
        foreach (var account in accounts.OfType<AccountView>())
        {
            account.StandAt(state.Sequence);
            LoadBalances(state, account);
        }

        return accounts;
    }

    private static MarketView ViewOf(State state, Market market, AssetInfo[] assets)
    {
        var view = new MarketView(new MarketInfo(
            market.Id, market.Symbol, market.BaseAsset, assets[market.SettlementAsset.Value - 1], market.TickSize, market.LotSize, market.TickLotValue,
            market.Parameters, market.State, new Price(market.MarkTicks), new Price(market.LastTicks), new Quantity(market.OpenInterest), state.Sequence)
        {
            RiskRules = market.RiskRules,
            Index = IndexOf(market.Prices),
            Funding = FundingOf(market),
            Status = StatusOf(market),
            ContractKind = market.Margin.Kind,
        });
        view.Load(Levels(market.Book, Side.Buy), Levels(market.Book, Side.Sell), state.Sequence, state.Now);
        return view;
    }

    private static IndexInfo? IndexOf(MarketPrices prices) => prices.HasSources
        ? new IndexInfo(new FinePrice(prices.State.Index), prices.State.IsDegraded == 1, prices.State.Used, prices.State.Deviating, new PriceRulesInfo(prices.Rules))
        : null;

    private static FundingInfo FundingOf(Market market)
    {
        ref readonly var funding = ref market.Funding.State;
        return new FundingInfo
        {
            Rules = market.Funding.Rules,
            LastTime = new Timestamp(funding.LastTime),
            LastRate = new Rate(funding.LastRate),
            PredictedRate = new Rate(funding.AnnouncedRate),
            AveragePremium = new Rate(funding.AnnouncedAverage),
            Samples = (int)funding.AnnouncedSamples,
            NextTime = new Timestamp(funding.AnnouncedTime),
            CumulativeIndex = funding.Index,
            SweepTime = new Timestamp(funding.SweepTime),
        };
    }

    /// <summary>As the events told it.</summary>
    public static MarketStatus StatusOf(Market market)
    {
        var causes = StateCauses.None;
        for (var cause = StateCause.MarkMove; (int)cause < Conditions.Count; cause++)
        {
            var condition = market.Breakers.State.Conditions[(int)cause];
            causes = condition.ActiveSince == 0 ? causes : causes.With(new ActiveCause(cause, new Timestamp(condition.ActiveSince), condition.Value, condition.Threshold));
        }

        ref readonly var auction = ref market.Auction;
        var isOn = auction.Phase != AuctionPhase.None;
        return new MarketStatus(
            market.OperatorState,
            market.AutomaticState,
            market.StateSince,
            isOn ? causes.With(new ActiveCause(auction.Cause, new Timestamp(auction.OpenedAt), auction.Value, auction.Threshold)) : causes,
            isOn
                ? new AuctionInfo(
                    auction.Phase, auction.Extensions, auction.Cause, new Timestamp(auction.OpenedAt), new Timestamp(auction.EndsAt), new Price(auction.PriceTicks),
                    new Quantity(auction.Lots), auction.Imbalance, new Price(auction.CollarLow), new Price(auction.CollarHigh))
                : null,
            new VolatilityInfo((int)market.Breakers.Volatility.Step, Volatility.OfYear(market.Breakers.Volatility.Variance), market.Breakers.MarginScale),
            new BreakerRulesInfo(market.Breakers.Rules));
    }

    private static List<BookLevel> Levels(OrderBook book, Side side)
    {
        var levels = new List<BookLevel>();
        for (var ticks = book.Best(side); ticks != 0; ticks = book.NextBehind(side, ticks))
        {
            ref var level = ref book.Ladder(side).At(ticks);
            levels.Add(new BookLevel(new Price(ticks), new Quantity(level.Lots), level.Count));
        }

        return levels;
    }

    private static void LoadBalances(State state, AccountView account)
    {
        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            var balance = state.Accounts.Balance(account.Info.Id.Value, asset);
            if (balance != 0)
            {
                account.SetBalance(new AssetId(asset), new Money(balance));
            }
        }
    }

    private static void LoadPositions(State state, AccountView account, MarketView[] markets)
    {
        foreach (var market in markets)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account.Info.Id.Value], market.Info.Id.Value);
            if (Unsafe.IsNullRef(ref position))
            {
                continue;
            }

            account.Position(market).Load(position);
            for (var slot = position.NewestOrder; slot != 0; slot = state.Orders[slot].OlderOfAccount)
            {
                account.Add(ViewOf(state, slot), market);
            }
        }
    }

    private static OrderView ViewOf(State state, int slot)
    {
        ref var order = ref state.Orders[slot];
        ref var detail = ref state.Orders.Detail(slot);
        var terms = new OrderAccepted
        {
            OrderId = new OrderId(order.Id),
            Account = new AccountId(order.Account),
            Market = new MarketId(order.Market),
            LimitPrice = new Price(order.PriceTicks),
            Quantity = new Quantity(order.Quantity),
            ExpiresAt = detail.ExpiresAt,
            ClientOrderId = order.Remembered == 0 ? default : state.Remembered[order.Remembered].ClientOrderId,
            Side = order.Side,
            Type = detail.Type,
            TimeInForce = detail.TimeInForce,
            Flags = order.Flags,
            SelfTradePrevention = detail.SelfTradePrevention,
        };
        return new OrderView(terms, order, detail);
    }
}
