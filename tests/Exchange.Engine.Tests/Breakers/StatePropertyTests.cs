using CsCheck;
using Exchange.Simulation;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §12.1: what a state may never do, whatever happened before.</summary>
public class StatePropertyTests
{
    private static readonly MarketState[] States =
        [MarketState.Active, MarketState.PostOnly, MarketState.ReduceOnly, MarketState.CancelOnly, MarketState.Halted, MarketState.PreOpen, MarketState.Settling];

    [Fact]
    public void Cancels_and_credits_are_never_refused_for_the_state() =>
        EachState((venue, market) =>
        {
            for (var slot = 1; slot < venue.Machine.State.Orders.UsedSlots; slot++)
            {
                var order = venue.Machine.State.Orders[slot];
                if (order.Id != 0 && order.Market == market.Id.Value)
                {
                    var account = new AccountId(order.Account);
                    Assert.Equal(RejectReason.None, Credit(venue, account));
                    Assert.Equal(RejectReason.None, venue.Send(new CancelOrder { Account = account, OrderId = new OrderId(order.Id) }).Reject);
                }
            }

            for (var account = AccountId.FirstCustomer; account < venue.Machine.State.Accounts.NextId; account++)
            {
                Assert.Equal(RejectReason.None, Credit(venue, new AccountId(account)));
                Assert.Equal(RejectReason.None, venue.Send(new CancelAllOrders { Account = new AccountId(account), Reason = CancelReason.Requested }).Reject);
            }
        });

    [Fact]
    public void Reducing_is_never_refused_for_the_state_while_the_market_trades_or_is_called() =>
        EachState((venue, market) =>
        {
            if (!market.Allows(MarketActions.Reduce) || market.Auction.Phase > AuctionPhase.Call || market.MarkTicks == 0)
            {
                return;
            }

            for (var id = AccountId.FirstCustomer; id < venue.Machine.State.Accounts.NextId; id++)
            {
                var account = new AccountId(id);
                venue.Send(new CancelAllOrders { Account = account, Reason = CancelReason.Requested });
                var size = Size(venue, account, market);
                if (size != 0)
                {
                    var side = size > 0 ? Side.Sell : Side.Buy;
                    Assert.NotEqual(RejectReason.MarketStateForbids, venue.Send(new PlaceOrder
                    {
                        Account = account, Market = market.Id, Side = side, Quantity = new Quantity(1), Type = OrderType.Limit,
                        LimitPrice = new Price(side == Side.Sell ? market.BandHigh : market.BandLow),
                        TimeInForce = TimeInForce.GoodTillCanceled, SelfTradePrevention = SelfTradePrevention.ExpireTaker,
                        Flags = OrderFlags.ReduceOnly | (market.State != MarketState.PreOpen && !market.Allows(MarketActions.Match) ? OrderFlags.PostOnly : 0),
                    }).Reject);
                }
            }
        });

    [Fact]
    public void No_change_of_state_brings_anybody_nearer_to_liquidation()
    {
        var looked = 0;
        Gen.Int.Sample(
            seed =>
            {
                var venue = new Venue { ChecksInvariants = false };
                var trader = new RandomTrader(venue, seed);
                for (var i = 0; i < 300; i++)
                {
                    trader.Step();
                }

                var before = Maintenance(venue);
                foreach (var state in States)
                {
                    for (var market = 1; market <= 3; market++)
                    {
                        venue.Send(new SetMarketState { Market = new MarketId(market), State = state });
                        Assert.Equal(before, Maintenance(venue));
                        looked += before.Count;
                    }
                }
            },
            iter: 30);
        Assert.True(looked > 0);
    }

    /// <summary>Random trading, then every state in turn, also in the lock of an auction and in the middle of uncrossing.</summary>
    private static void EachState(Action<Venue, Market> check) =>
        Gen.Select(Gen.Int, Gen.OneOf([.. States.Select(Gen.Const)]), Gen.Int[0, 3]).Sample(
            (seed, state, later) =>
            {
                var venue = new Venue();
                var trader = new RandomTrader(venue, seed);
                for (var i = 0; i < 150; i++)
                {
                    trader.Step();
                }

                var market = venue.Machine.State.Markets[1 + ((seed & 0xFFFF) % 3)];
                venue.Send(new SetMarketState { Market = market.Id, State = state });
                if (later > 0 && market.Auction.EndsAt > 0)
                {
                    venue.Now = market.Auction.EndsAt - (later * 200_000);
                    venue.Send(new AdvanceTime());
                }

                check(venue, market);
            },
            iter: 150,
            threads: 2);

    private static RejectReason Credit(Venue venue, AccountId account) => venue.Send(new CreditAccount
    {
        Account = account, Asset = new AssetId(1), Amount = new Money(1), Reference = Text64.Parse($"p{venue.Count}"),
    }).Reject;

    private static long Size(Venue venue, AccountId account, Market market)
    {
        var accounts = venue.Machine.State.Accounts;
        return accounts.PositionOf(ref accounts[account.Value], market.Id.Value).Size;
    }

    private static List<(long Equity, long Maintenance)> Maintenance(Venue venue)
    {
        var all = new List<(long, long)>();
        for (var account = AccountId.FirstCustomer; account < venue.Machine.State.Accounts.NextId; account++)
        {
            var risk = venue.Machine.State.Risk.Cross(new AccountId(account));
            all.Add((risk.Equity, risk.MaintenanceMargin));
        }

        return all;
    }
}
