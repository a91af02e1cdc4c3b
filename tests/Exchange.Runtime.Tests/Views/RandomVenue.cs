using Exchange.Engine;

namespace Exchange.Runtime.Tests;

/// <summary>A small venue under random commands, many of which trade and some of which are rejected. The same seed gives the same commands.</summary>
internal sealed class RandomVenue
{
    private readonly Random _random;
    private readonly List<AccountId> _accounts = [];
    private int _orders;

    public RandomVenue(int seed)
    {
        _random = new Random(seed);
        Venue.Open();
        Venue.OpenMarket("ETH-PERP", new AssetId(1));
        Venue.Do(new RegisterAsset { Code = Symbol.Parse("EURC"), Decimals = 6 });
        Venue.OpenMarket("BTC-EURC", new AssetId(2));
        for (var i = 0; i < 6; i++)
        {
            OpenAccount();
        }
    }

    public ViewedVenue Venue { get; } = new();

    /// <summary>Applies the commands of one batch. The caller commits them.</summary>
    public void NextBatch()
    {
        for (var commands = _random.Next(1, 6); commands > 0; commands--)
        {
            Step();
        }
    }

    private void Liquidate()
    {
        switch (_random.Next(12))
        {
            case 0:
                Venue.Apply(new FundReserve
                {
                    Reserve = _random.Next(2) == 0 ? AccountId.InsuranceFund : AccountId.Backstop, Asset = new AssetId(1),
                    Amount = new Money(_random.Next(1, 2_000_000)), Reference = Text64.Parse($"fund-{_random.Next(100)}"),
                });
                break;
            case 1:
                Venue.Apply(new UnwindBackstop { Market = RandomMarket() });
                break;
            case 2:
                Venue.Apply(new AuditLiquidations());
                break;
            case 3:
                Venue.Apply(new SetMarkPrice { Market = RandomMarket(), MarkPrice = new Price(_random.Next(600, 1_500)) });
                break;
            default:
                foreach (var id in Venue.Views.OpenLiquidations())
                {
                    Venue.Apply(new StepLiquidation { Liquidation = id });
                }

                break;
        }
    }

    private void Step()
    {
        if (_random.Next(8) == 0)
        {
            Liquidate();
            return;
        }

        switch (_random.Next(100))
        {
            case < 60:
                Venue.Apply(RandomOrder());
                break;
            case < 70:
                Venue.Apply(RandomAmendment());
                break;
            case < 78:
                var canceled = RandomOpenOrder();
                Venue.Apply(new CancelOrder { Account = canceled.Account, OrderId = canceled.Id });
                break;
            case < 79:
                Venue.Apply(new CancelAllOrders { Account = RandomAccount(), Reason = CancelReason.Operator });
                break;
            case < 83:
                Venue.Apply(new SetLeverage { Account = RandomAccount(), Market = RandomMarket(), Leverage = _random.Next(1, 60) });
                Venue.Apply(new SetMarginMode { Account = RandomAccount(), Market = RandomMarket(), Mode = (MarginMode)_random.Next(1, 3) });
                Venue.Apply(new AdjustIsolatedMargin { Account = RandomAccount(), Market = RandomMarket(), Change = new Money(_random.Next(-500_000, 1_000_000)) });
                break;
            case < 91:
                Venue.Apply(new SetMarkPrice { Market = RandomMarket(), MarkPrice = new Price(_random.Next(900, 1_100)) });
                break;
            case < 93:
                Venue.Apply(Venue.Credit(RandomAccount(), _random.Next(1, 5_000_000), RandomAsset()));
                break;
            case < 95:
                Venue.Apply(RandomDebit());
                break;
            case < 96:
                Venue.Wait(_random.Next(1, 500));
                Venue.Apply(new AdvanceTime());
                break;
            case < 98:
                ChangeParameters();
                break;
            case < 99:
                ChangeState();
                break;
            default:
                if (_accounts.Count < 12)
                {
                    OpenAccount();
                }

                break;
        }
    }

    private void ChangeParameters()
    {
        var parameters = ViewedVenue.Parameters(takerFee: _random.Next(200_000, 900_000), maxLeverage: _random.Next(20, 60));
        var outcome = Venue.Apply(new ProposeParameters
        {
            Rules = ParameterKind.Market, Subject = RandomMarket().Value, Wanted = RulesPayload.Of(parameters), Author = Text64.Parse("olga"), Reason = Text64.Parse("random"),
        });
        if (_random.Next(2) == 0)
        {
            Venue.Apply(new WithdrawProposal { ProposalId = Venue.Machine.State.Proposals.LastId - _random.Next(2), Author = Text64.Parse("omar"), Reason = Text64.Parse("enough") });
        }

        if (_random.Next(3) != 0)
        {
            Venue.Apply(new ApproveParameters { ProposalId = outcome.Entity, Approver = Text64.Parse("omar") });
        }
    }

    /// <summary>Mostly active, so that trading goes on; sometimes through an auction, and sometimes only into its middle.</summary>
    private void ChangeState()
    {
        var market = RandomMarket();
        if (_random.Next(3) > 0)
        {
            Venue.Apply(new SetMarketState { Market = market, State = _random.Next(3) == 0 ? MarketState.ReduceOnly : MarketState.Active });
            return;
        }

        var rules = BreakerRules.Default(1_000_000);
        rules.AuctionTime = rules.ExtensionTime = 2_000_000;
        rules.CollarStep = new Rate(100_000_000);
        var outcome = Venue.Apply(new ProposeParameters
        {
            Rules = ParameterKind.Breakers, Subject = market.Value, Wanted = RulesPayload.Of(rules), Author = Text64.Parse("olga"), Reason = Text64.Parse("random"),
        });
        Venue.Apply(new ApproveParameters { ProposalId = outcome.Entity, Approver = Text64.Parse("omar") });
        Venue.Apply(new SetMarketState { Market = market, State = MarketState.PreOpen });
        for (var orders = _random.Next(10); orders > 0; orders--)
        {
            Venue.Apply(RandomOrder());
        }

        for (var seconds = _random.Next(8); seconds > 0; seconds--)
        {
            Venue.Wait(1_000_000);
            Venue.Apply(new AdvanceTime());
        }
    }

    private void OpenAccount()
    {
        var sameOwnerAs = _accounts.Count > 0 && _random.Next(3) == 0 ? _accounts[^1] : default;
        var account = new AccountId(Venue.Apply(new OpenAccount { Label = Text64.Parse($"account {_accounts.Count}"), SameOwnerAs = sameOwnerAs }).Entity);
        _accounts.Add(account);
        Venue.Apply(Venue.Credit(account, _random.Next(2_000_000, 60_000_000)));
        Venue.Apply(Venue.Credit(account, _random.Next(2_000_000, 60_000_000), asset: 2));
    }

    private PlaceOrder RandomOrder()
    {
        var isMarket = _random.Next(8) == 0;
        var timeInForce = isMarket
            ? (TimeInForce)_random.Next((int)TimeInForce.ImmediateOrCancel, (int)TimeInForce.FillOrKill + 1)
            : _random.Next(10) switch { 0 => TimeInForce.ImmediateOrCancel, 1 => TimeInForce.FillOrKill, 2 or 3 => TimeInForce.GoodTillDate, _ => TimeInForce.GoodTillCanceled };
        var mayRest = timeInForce is TimeInForce.GoodTillCanceled or TimeInForce.GoodTillDate;
        return new PlaceOrder
        {
            Account = RandomAccount(),
            Market = RandomMarket(),
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Quantity = new Quantity(_random.Next(1, 30)),
            LimitPrice = isMarket ? Price.None : RandomPrice(),
            ExpiresAt = timeInForce == TimeInForce.GoodTillDate ? new Timestamp(Venue.Now.Microseconds + _random.Next(50, 2_000)) : default,
            ClientOrderId = _random.Next(2) == 0 ? ClientOrderId.Parse($"c{++_orders}") : default,
            Type = isMarket ? OrderType.Market : OrderType.Limit,
            TimeInForce = timeInForce,
            Flags = (mayRest && _random.Next(6) == 0 ? OrderFlags.PostOnly : OrderFlags.None) | (_random.Next(4) == 0 ? OrderFlags.ReduceOnly : OrderFlags.None),
            SelfTradePrevention = (SelfTradePrevention)_random.Next(1, 4),
        };
    }

    private AmendOrder RandomAmendment()
    {
        var order = RandomOpenOrder();
        return new AmendOrder
        {
            Account = order.Account,
            OrderId = order.Id,
            LimitPrice = _random.Next(2) == 0 ? RandomPrice() : Price.None,
            Quantity = _random.Next(3) == 0 ? Quantity.Zero : new Quantity(_random.Next(1, 30)),
        };
    }

    /// <summary>Half of the time everything, so that balances return to zero.</summary>
    private DebitAccount RandomDebit()
    {
        var account = RandomAccount();
        var asset = RandomAsset();
        var balance = Venue.Machine.State.Accounts.Balance(account.Value, asset);
        var amount = _random.Next(2) == 0 ? Math.Max(1, balance) : _random.Next(1, 1_000_000);
        return new DebitAccount { Account = account, Asset = new AssetId(asset), Amount = new Money(amount), Reference = Venue.Credit(account, 1).Reference };
    }

    /// <summary>An open order, or one that there is not.</summary>
    private (OrderId Id, AccountId Account) RandomOpenOrder()
    {
        var orders = Venue.Machine.State.Orders;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            ref var order = ref orders[_random.Next(1, orders.UsedSlots + 1)];
            if (order.Id != 0)
            {
                return (new OrderId(order.Id), new AccountId(order.Account));
            }
        }

        return (new OrderId(1), RandomAccount());
    }

    private AccountId RandomAccount() => _accounts[_random.Next(_accounts.Count)];

    private MarketId RandomMarket() => new(_random.Next(1, Venue.Machine.State.Markets.Count + 1));

    private int RandomAsset() => _random.Next(1, 3);

    private Price RandomPrice() => new(_random.Next(950, 1_051));
}
