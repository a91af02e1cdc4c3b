using System.Runtime.CompilerServices;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>
/// Answers what an order would do by doing it: the engine itself applies it, on a small state of its own that holds the account, its markets and
/// the levels that the order could meet, as the views have them. Neither the engine's thread nor the journal knows of it. Each level stands as one
/// order of somebody who would be glad to be rid of a position, so that no check on makers takes it away.
/// </summary>
internal sealed class OrderPreview
{
    private readonly StateMachine _machine = new();
    private readonly EventBuffer _events = new();
    private readonly AccountId _account;
    private readonly Timestamp _now;

    /// <param name="collateral">All assets, by id.</param>
    /// <param name="now">When the order would be placed.</param>
    public OrderPreview(ReadOnlySpan<CollateralView> collateral, Timestamp now)
    {
        _now = now;
        State.IsInitialized = true;
        State.Events.Begin(_events, 0, now);
        foreach (var each in collateral)
        {
            var (info, terms) = (each.Info, each.Terms);
            var asset = State.Assets.Collateral(State.Assets.Add(info.Asset.Code, info.Asset.Decimals).Value);
            (asset.Terms.Haircuts, asset.Terms.Price) = (terms.Haircuts, terms.Price);
            asset.State.Index.Value = info.Index.Thousandths;
            asset.State.Index.IsDegraded = info.IsDegraded ? 1 : 0;
        }

        _account = State.Accounts.Open(sameOwnerAs: default, label: default, now);
    }

    private State State => _machine.State;

    /// <summary>The account may only reduce.</summary>
    public void OpenLiquidation() => State.Liquidations.Open(new MarginUnit(_account.Value, Market: 0), _now);

    public void SetBalance(int asset, long balance) => State.Accounts.Balance(_account.Value, asset) = balance;

    /// <summary>Adds a market with the account's position there; returns its id in here.</summary>
    public MarketId Add(MarketInfo info, MarginTerms terms, Position position)
    {
        var market = new Market(
            new MarketId(State.Markets.Count + 1),
            new CreateMarket
            {
                Symbol = info.Symbol, BaseAsset = info.BaseAsset, SettlementAsset = info.SettlementAsset.Id, ContractKind = info.ContractKind,
                TickSize = info.TickSize, LotSize = info.LotSize, Parameters = info.Parameters,
            },
            info.TickLotValue,
            State.Orders)
        {
            LastTicks = (int)info.LastPrice.Ticks,
            OpenInterest = info.OpenInterest.Lots,
        };
        market.Move(info.Status.Operator, info.Status.Automatic);
        market.Auction.Phase = info.Status.Auction?.Phase ?? AuctionPhase.None;
        market.Margin.InitialScale = terms.InitialScale;
        market.Use(info.RiskRules);
        if (!info.MarkPrice.IsNone)
        {
            market.SetMark((int)info.MarkPrice.Ticks);
        }

        State.Markets.Add(market);
        position.Market = (ushort)market.Id.Value;
        State.Accounts.PositionOf(ref State.Accounts[_account.Value], market.Id.Value) = position;
        return market.Id;
    }

    /// <summary>Puts the side that an order would meet into a market's book.</summary>
    public void Fill(MarketId id, Side side, IReadOnlyList<BookLevel> levels)
    {
        var market = State.Markets[id.Value];
        var open = new OpenOrders(State);
        foreach (var level in levels)
        {
            var maker = State.Accounts.Open(sameOwnerAs: default, label: default, _now);
            ref var position = ref State.Accounts.PositionOf(ref State.Accounts[maker.Value], id.Value);
            position.Size = side == Side.Sell ? level.Quantity.Lots : -level.Quantity.Lots;
            var slot = State.Orders.Take();
            ref var order = ref State.Orders[slot];
            order.Quantity = order.Remaining = level.Quantity.Lots;
            order.PriceTicks = (int)level.Price.Ticks;
            order.Account = maker.Value;
            order.Market = (ushort)id.Value;
            order.Side = side;
            open.Enlist(slot, ref position);
            open.Rest(slot, market, ref position);
        }

        _events.Clear();
    }

    public Risk Cross() => State.Risk.Cross(_account);

    /// <summary>The account's position; a flat one if there is none.</summary>
    public Position Position(MarketId market)
    {
        ref var found = ref State.Accounts.FindPosition(ref State.Accounts[_account.Value], market.Value);
        return Unsafe.IsNullRef(ref found) ? default : found;
    }

    public MarginTerms Terms(MarketId market) => State.Markets[market.Value].Margin;

    /// <summary>Places the order; the fills go to a list.</summary>
    public CommandOutcome Place(PlaceOrder command, MarketId market, List<PreviewedFill> fills, out long fees)
    {
        // The client order id says nothing of what the order would do.
        var placed = command with { Account = _account, Market = market, ClientOrderId = default };
        var outcome = _machine.Apply(placed, 1, _now, _events);
        fees = 0;
        foreach (var frame in new EventReader(_events.Bytes))
        {
            if (frame.Kind == EventKind.TradeExecuted)
            {
                ref readonly var trade = ref frame.As<TradeExecuted>();
                fills.Add(new PreviewedFill(trade.Price, trade.Quantity));
                fees += trade.Taker.Fee.Units;
            }
        }

        return outcome;
    }
}
