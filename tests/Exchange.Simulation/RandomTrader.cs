using Exchange.Engine;

namespace Exchange.Simulation;

/// <summary>
/// Sends a stream of commands, the same for the same seed: every kind of order and command, most of them sensible, some at the edge of what is
/// allowed or beyond. Few accounts, few prices, small positions: so that they meet, and limits bite.
/// </summary>
internal sealed class RandomTrader
{
    private const int Owners = 5;
    private const int MidTicks = 1_000;

    private readonly Venue _venue;
    private readonly Random _random;
    private readonly List<AccountId> _accounts = [];
    private readonly List<(AccountId Account, OrderId Id)> _orders = [];
    private readonly List<MarketId> _markets = [];
    private readonly MarketId _unmarked = new(4);
    private readonly MarketId _sourced = new(3);
    private readonly RandomBanker _banker;
    private int _ids;

    public RandomTrader(Venue venue, int seed)
    {
        _venue = venue;
        _random = new Random(seed);
        _banker = new RandomBanker(venue, _random);
        SetUp();
    }

    public void Step()
    {
        _venue.Now += _random.Next(0, 200_000);
        if (_random.Next(12) == 0)
        {
            Liquidate();
            return;
        }

        switch (_random.Next(100))
        {
            case < 54:
                Place();
                break;
            case 54:
                _banker.Step(_accounts);
                break;
            case < 68:
                Cancel();
                break;
            case < 82:
                Amend();
                break;
            case < 84:
                CancelAll();
                break;
            case < 90:
                MoveMark();
                break;
            case < 92:
                MoveFunds();
                break;
            case < 93:
                _banker.Step(_accounts);
                break;
            case < 95:
                ChangeMargin();
                break;
            case < 97:
                ChangeState();
                break;
            case < 98:
                ChangeParameters();
                ChangeBreakers();
                break;
            case < 99:
                _venue.Send(new AdvanceTime());
                Report();
                _banker.Report();
                break;
            default:
                SendNonsense();
                break;
        }

        if (_random.Next(12) == 0)
        {
            Fund();
        }
    }

    private void SetUp()
    {
        _venue.Send(new InitializeVenue
        {
            HashKey = 42, Profile = VenueProfile.Trial, Rules = new VenueRules { LooseningDelay = 500_000, RampDuration = 2_000_000 },
        });
        _venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
        _venue.Send(new RegisterAsset { Code = Symbol.Parse("USDC"), Decimals = 6 });
        for (var i = 1; i <= 3; i++)
        {
            _venue.Send(new CreateMarket
            {
                Symbol = Symbol.Parse($"M{i}"),
                BaseAsset = Symbol.Parse("BASE"),
                SettlementAsset = new AssetId(i == 3 ? 2 : 1),
                TickSize = new DecimalStep(1, i - 1),
                LotSize = new DecimalStep(1, 3),
                Parameters = Parameters(makerFee: i == 2 ? -100_000 : 200_000),
            });
            var market = new MarketId(i);
            _markets.Add(market);
            _venue.Send(new SetMarkPrice { Market = market, MarkPrice = new Price(MidTicks) });
            _venue.Send(new SetFundingRules { Market = market, Rules = Funding(interval: 10) });
            _venue.Send(new SetMarketState { Market = market, State = MarketState.Active });
        }

        _venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("UNMARKED"), BaseAsset = Symbol.Parse("BASE"), SettlementAsset = new AssetId(1), TickSize = new DecimalStep(1, 0),
            LotSize = new DecimalStep(1, 3), Parameters = Parameters(makerFee: 0),
        });
        _venue.Send(new SetMarketState { Market = _unmarked, State = MarketState.Active });
        TakePricesFromSources(_sourced);
        _banker.SetUp();
        OpenInverse();
        for (var i = 0; i < Owners; i++)
        {
            Open(sameOwnerAs: default);
        }

        Open(_accounts[0]);
        foreach (var account in _accounts.Where(_ => _random.Next(2) == 0))
        {
            _venue.Send(new SetMarginMode { Account = account, Market = Market(), Mode = MarginMode.Isolated });
        }
    }

    /// <summary>A market in coins: a lot is a dollar, so that positions weigh as much as elsewhere.</summary>
    private void OpenInverse()
    {
        var market = new MarketId(_venue.Send(new CreateMarket
        {
            Symbol = Symbol.Parse("INVERSE"), BaseAsset = Symbol.Parse("COIN"), SettlementAsset = RandomBanker.Coin, ContractKind = ContractKind.Inverse,
            TickSize = new DecimalStep(1, 0), LotSize = new DecimalStep(1, 0), Parameters = Parameters(makerFee: -100_000),
        }).Entity);
        _markets.Add(market);
        _venue.Send(new SetMarkPrice { Market = market, MarkPrice = new Price(MidTicks) });
        _venue.Send(new SetMarketState { Market = market, State = MarketState.Active });
    }

    /// <summary>The third market's mark comes from four sources, of which one in ten reports is far off.</summary>
    private void TakePricesFromSources(MarketId market)
    {
        var rules = new PriceRules
        {
            SourceCount = 4,
            Quorum = 3,
            MaxDeviation = new Rate(50_000_000),
            MaxVelocity = new Rate(20_000_000),
            MarkBand = new Rate(20_000_000),
            BasisWindow = 30_000_000,
            TradeStaleAfter = 60_000_000,
            ImpactNotional = new Money(100_000),
        };
        for (var i = 0; i < rules.SourceCount; i++)
        {
            rules.Sources[i] = new PriceSource { Name = Symbol.Parse($"S{i}"), Weight = i + 1, StaleAfter = 60_000_000, MaxConfidence = new Rate(10_000_000) };
        }

        _venue.Send(new SetPriceRules { Market = market, Rules = rules });
    }

    private static FundingRules Funding(int interval) => new()
    {
        Interval = interval * 1_000_000, SampleMaxAge = interval * 1_000_000, Interest = new Rate(100_000), Clamp = new Rate(500_000),
        CapFactor = new Rate(750_000_000), ImpactNotional = new Money(20_000), MinSamples = 1,
    };

    /// <summary>Charges funding in the market with sources, or goes on settling it: mostly in chunks of a few accounts, so that much happens in mid-sweep.</summary>
    private void Fund()
    {
        var market = _sourced;
        var funding = _venue.Machine.State.Markets[market.Value].Funding;
        var wrong = _random.Next(10) == 0 ? _random.Next(-1, 2) * 10_000_000 : 0;
        if (funding.IsSweeping)
        {
            _venue.Send(new SweepFunding { Market = market, FundingTime = new Timestamp(funding.State.SweepTime + wrong), Accounts = _random.Next(0, 12) });
        }

        if (!funding.IsSweeping || _random.Next(10) == 0)
        {
            if (_random.Next(3) == 0)
            {
                _venue.Now = Math.Max(_venue.Now, funding.Next.EndsAt);
                Report();
            }

            _venue.Send(new ApplyFunding { Market = market, FundingTime = new Timestamp(funding.Next.EndsAt + wrong) });
        }

        if (_random.Next(30) == 0)
        {
            _venue.Send(new SetFundingRules { Market = market, Rules = Funding(_random.Next(2) == 0 ? 10 : _random.Next(9, 16)) });
        }
    }

    private void Report()
    {
        if (_random.Next(20) == 0)
        {
            _venue.Send(new NoteRestart());
        }

        for (var source = 0; source < 4; source++)
        {
            var price = (MidTicks + _random.Next(-40, 41)) * FinePrice.PerTick;
            _venue.Send(new ReportPrice
            {
                Market = _sourced,
                Source = _random.Next(20) == 0 ? 9 : source,
                Price = new FinePrice(_random.Next(10) == 0 ? price / 2 : price),
                Confidence = new FinePrice(_random.Next(0, 12) * FinePrice.PerTick),
                SourceTime = new Timestamp(_venue.Now - _random.Next(0, 3_000_000)),
            });
        }
    }

    private void Open(AccountId sameOwnerAs)
    {
        var account = new AccountId(_venue.Send(new OpenAccount { SameOwnerAs = sameOwnerAs, Label = Text64.Parse($"a{_accounts.Count}") }).Entity);
        _accounts.Add(account);
        if (_accounts.Count % 3 == 0)
        {
            // Little, and all of it in one asset: soon to be liquidated.
            _venue.Send(new CreditAccount { Account = account, Asset = new AssetId(1), Amount = new Money(9_000_000), Reference = Text64.Parse($"open-{account}-1") });
            return;
        }

        _venue.Send(new CreditAccount { Account = account, Asset = RandomBanker.Coin, Amount = new Money(6_000_000), Reference = Text64.Parse($"open-{account}-3") });
        for (var asset = 1; asset <= 2; asset++)
        {
            _venue.Send(new CreditAccount { Account = account, Asset = new AssetId(asset), Amount = new Money(asset == 2 && _accounts.Count % 2 == 0 ? 1 : 60_000_000), Reference = Text64.Parse($"open-{account}-{asset}") });
        }
    }

    private static MarketParameters Parameters(long makerFee)
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(makerFee),
            TakerFee = new Rate(500_000),
            PriceBand = new Rate(100_000_000),
            SlippageCap = new Rate(20_000_000),
            MaxOrderQuantity = new Quantity(200),
            MaxPositionQuantity = new Quantity(200),
            MaxOpenInterest = new Quantity(250),
            MinOrderNotional = new Money(30_000),
            MaxOpenOrders = 6,
        };
        parameters.SetTiers([new MarginTier(new Money(0), new Rate(10_000_000), 20), new MarginTier(new Money(50_000_000), new Rate(30_000_000), 10)]);
        return parameters;
    }

    private void Place()
    {
        var account = Account();
        var type = _random.Next(5) == 0 ? OrderType.Market : OrderType.Limit;
        var timeInForce = type == OrderType.Market
            ? (_random.Next(4) == 0 ? TimeInForce.FillOrKill : TimeInForce.ImmediateOrCancel)
            : (TimeInForce)(_random.Next(10) switch { < 6 => 1, < 7 => 2, < 9 => 3, _ => 4 });
        var flags = (_random.Next(6) == 0 && type == OrderType.Limit && timeInForce <= TimeInForce.GoodTillDate ? OrderFlags.PostOnly : 0)
            | (_random.Next(5) == 0 ? OrderFlags.ReduceOnly : 0);
        var command = new PlaceOrder
        {
            Account = account,
            Market = Market(),
            LimitPrice = type == OrderType.Market ? Price.None : AnyPrice(),
            Quantity = AnyQuantity(),
            ExpiresAt = new Timestamp(timeInForce == TimeInForce.GoodTillDate ? _venue.Now + _random.Next(-50_000, 3_000_000) : 0),
            MaxSlippage = new Rate(type == OrderType.Market && _random.Next(2) == 0 ? _random.Next(0, 25_000_000) : 0),
            ClientOrderId = _random.Next(2) == 0 ? AnyClientOrderId() : default,
            Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
            Type = type,
            TimeInForce = timeInForce,
            Flags = flags,
            SelfTradePrevention = (SelfTradePrevention)_random.Next(1, 4),
        };
        var outcome = _venue.Send(command);
        if (outcome.IsAccepted && !outcome.Remaining.IsZero)
        {
            _orders.Add((account, outcome.OrderId));
        }
    }

    private void Cancel()
    {
        if (_random.Next(4) == 0 || _orders.Count == 0)
        {
            _venue.Send(new CancelOrder { Account = Account(), ClientOrderId = AnyClientOrderId() });
            return;
        }

        var index = _random.Next(_orders.Count);
        var (account, id) = _orders[index];
        _orders.RemoveAt(index);
        _venue.Send(new CancelOrder { Account = _random.Next(20) == 0 ? Account() : account, OrderId = id });
    }

    private void Amend()
    {
        if (_orders.Count == 0)
        {
            return;
        }

        var (account, id) = _orders[_random.Next(_orders.Count)];
        _venue.Send(new AmendOrder
        {
            Account = account,
            OrderId = id,
            LimitPrice = _random.Next(2) == 0 ? AnyPrice() : Price.None,
            Quantity = _random.Next(3) == 0 ? Quantity.Zero : AnyQuantity(),
        });
    }

    private void CancelAll() => _venue.Send(new CancelAllOrders
    {
        Account = Account(),
        Market = _random.Next(2) == 0 ? Market() : default,
        Side = (Side)_random.Next(3),
        Reason = _random.Next(2) == 0 ? CancelReason.Requested : CancelReason.Operator,
    });

    private void MoveMark()
    {
        var market = _venue.Machine.State.Markets[Market().Value];
        var reach = _random.Next(40) == 0 ? 400 : 40;
        var ticks = Math.Clamp(market.MarkTicks + _random.Next(-reach, reach + 1), 500, 2_000);
        _venue.Send(new SetMarkPrice { Market = market.Id, MarkPrice = new Price(ticks) });
    }

    /// <summary>Mostly a step of some open liquidation; sometimes what else belongs to it.</summary>
    private void Liquidate()
    {
        var cases = _venue.Machine.State.Liquidations;
        if (_random.Next(3) == 0)
        {
            // Nobody is liquidated on prices that are not fresh.
            Report();
        }

        switch (_random.Next(20))
        {
            case 0:
                _venue.Send(new UnwindBackstop { Market = Market() });
                break;
            case 1:
                _venue.Send(new FundReserve
                {
                    Reserve = _random.Next(2) == 0 ? AccountId.InsuranceFund : AccountId.Backstop, Asset = new AssetId(_random.Next(1, 3)),
                    Amount = new Money(_random.Next(0, 5_000_000)), Reference = Text64.Parse($"f{_random.Next(50)}"),
                });
                break;
            case 2:
                _venue.Send(new AuditLiquidations());
                break;
            case 3:
                var rules = _venue.Machine.State.Markets[Market().Value].LiquidationRules;
                rules.Deleveraging = (DeleveragingMethod)_random.Next(1, 3);
                rules.BackstopShare = new Rate(_random.Next(0, 3) * 100_000_000);
                _venue.Send(new SetLiquidationRules { Market = Market(), Rules = rules });
                break;
            default:
                for (var i = 0; i < cases.Count; i++)
                {
                    if (cases.At(i).Account != 0 && _random.Next(2) == 0)
                    {
                        _venue.Send(new StepLiquidation { Liquidation = new LiquidationId(cases.At(i).Id) });
                    }
                }

                _venue.Send(new StepLiquidation { Liquidation = new LiquidationId(_random.Next(1, 9)) });
                break;
        }
    }

    private void MoveFunds()
    {
        var (account, asset) = (Account(), new AssetId(_random.Next(1, 4)));
        var amount = new Money(_random.Next(20) == 0 ? _random.Next(-1, 1) : _random.Next(1, 40_000_000));
        var reference = Text64.Parse($"r{_random.Next(200)}");
        if (_random.Next(2) == 0)
        {
            _venue.Send(new CreditAccount { Account = account, Asset = asset, Amount = amount, Reference = reference });
        }
        else
        {
            _venue.Send(new DebitAccount { Account = account, Asset = asset, Amount = amount, Reference = reference });
        }
    }

    private void ChangeMargin()
    {
        switch (_random.Next(3))
        {
            case 0:
                _venue.Send(new SetLeverage { Account = Account(), Market = Market(), Leverage = _random.Next(0, 25) });
                break;
            case 1:
                _venue.Send(new SetMarginMode { Account = Account(), Market = Market(), Mode = (MarginMode)_random.Next(0, 3) });
                break;
            default:
                var (account, market) = (Account(), Market());
                ref var record = ref _venue.Machine.State.Accounts[account.Value];
                ref var position = ref _venue.Machine.State.Accounts.FindPosition(ref record, market.Value);
                var has = System.Runtime.CompilerServices.Unsafe.IsNullRef(ref position) ? 0 : position.IsolatedMargin;
                _venue.Send(new AdjustIsolatedMargin { Account = account, Market = market, Change = new Money(_random.NextInt64(-has - 2, 4_000_000)) });
                break;
        }
    }

    private void ChangeState()
    {
        var market = Market();
        _venue.Send(new SetMarketState { Market = market, State = (MarketState)_random.Next(1, 6) });
        _venue.Send(new PlaceOrder
        {
            Account = Account(), Market = market, LimitPrice = AnyPrice(), Quantity = AnyQuantity(), Side = Side.Buy, Type = OrderType.Limit,
            TimeInForce = TimeInForce.GoodTillCanceled, SelfTradePrevention = SelfTradePrevention.ExpireTaker,
        });
        _venue.Send(new SetMarketState { Market = market, State = _random.Next(4) == 0 ? MarketState.PreOpen : MarketState.Active });
        for (var i = 0; i < 10 && _random.Next(3) > 0; i++)
        {
            Place();
            Cancel();
            Amend();
        }

        // Time enough for an auction, if there is one.
        for (var i = 0; i < 8 && _venue.Machine.State.Markets[market.Value].State == MarketState.PreOpen; i++)
        {
            _venue.Now += _random.Next(1, 130) * 1_000_000L;
            _venue.Send(new AdvanceTime());
            _venue.Send(new Uncross { Market = market });
        }
    }

    private void ChangeBreakers()
    {
        var lower = _random.Next(0, 3_000_000);
        var scale = new RiskRules { OpenInterestLower = new Money(lower), OpenInterestUpper = new Money(lower + _random.Next(-1, 5_000_000)) };
        _venue.Send(new SetRiskRules { Market = Market(), Rules = _random.Next(3) == 0 ? default : scale });
        Propose(ParameterKind.Risk, Market(), scale, fields: 0);
        var rules = BreakerRules.Default(1_000_000);
        rules.Moves[_random.Next(MoveLimits.Count)] = new MoveLimit
        {
            Window = _random.Next(9, 100) * 1_000_000L, MaxMove = new Rate(_random.Next(4, 100) * 1_000_000L), Hold = _random.Next(0, 3) * 1_000_000L,
        };
        rules.Dwell = _random.Next(1, 20) * 1_000_000L;
        rules.AuctionTime = _random.Next(2, 10) * 1_000_000L;
        rules.ExtensionTime = _random.Next(2, 10) * 1_000_000L;
        rules.CollarStep = new Rate(_random.Next(5, 50) * 1_000_000L);
        rules.MaxExtensions = _random.Next(0, 3);
        Propose(ParameterKind.Breakers, Market(), rules, fields: 0);
    }

    private void ChangeParameters()
    {
        var market = _venue.Machine.State.Markets[Market().Value];
        var parameters = market.Parameters;
        parameters.TakerFee = new Rate(_random.Next(200_000, 1_000_000));
        parameters.MaxPositionQuantity = new Quantity(_random.Next(200, 400));
        parameters.PriceBand = new Rate(_random.Next(30_000_000, 200_000_000));
        switch (_random.Next(6))
        {
            case 0:
                _venue.Send(new SetMarketParameters { Market = market.Id, Parameters = parameters });
                break;
            case 1:
                _venue.Send(new WithdrawProposal { ProposalId = AnyProposal(), Author = Text64.Parse("omar"), Reason = Text64.Parse("enough") });
                break;
            case 2:
                _venue.Send(new ApproveParameters { ProposalId = AnyProposal(), Approver = Text64.Parse(_random.Next(3) == 0 ? "olga" : "omar") });
                break;
            default:
                parameters.SetTiers(AnyTiers());
                Propose(ParameterKind.Market, market.Id, parameters, (ulong)_random.Next(0, 1 << 11));
                break;
        }
    }

    private void Propose<TRules>(ParameterKind kind, MarketId market, in TRules rules, ulong fields)
        where TRules : unmanaged
    {
        var outcome = _venue.Send(new ProposeParameters
        {
            Rules = kind, Subject = market.Value, Wanted = RulesPayload.Of(rules), Fields = fields,
            Author = Text64.Parse("olga"), Reason = Text64.Parse("random"),
        });
        if (outcome.IsAccepted && _random.Next(3) != 0)
        {
            _venue.Send(new ApproveParameters { ProposalId = outcome.Entity, Approver = Text64.Parse("omar") });
        }
    }

    private int AnyProposal() => _venue.Machine.State.Proposals.LastId - _random.Next(4);

    private MarginTier[] AnyTiers()
    {
        var tiers = new MarginTier[_random.Next(1, 4)];
        for (var i = 0; i < tiers.Length; i++)
        {
            tiers[i] = new MarginTier(new Money(i * _random.Next(1, 4) * 1_000_000L), new Rate(5_000_000 + (i * 3_000_000) + _random.Next(2_000_000)), 60 / (i + 1));
        }

        return tiers;
    }

    private void SendNonsense()
    {
        switch (_random.Next(9))
        {
            case 5:
                _venue.Send(new RegisterAsset { Code = Symbol.Parse("USDT"), Decimals = 6 });
                break;
            case 6:
                _venue.Send(new CreditAccount { Account = Account(), Asset = new AssetId(9), Amount = new Money(1), Reference = Text64.Parse("x") });
                break;
            case 7:
                _venue.Send(new SetMarketState { Market = new MarketId(9), State = MarketState.Active });
                break;
            case 8:
                PlaceWithoutMark();
                break;
            case 0:
                _venue.Send(new PlaceOrder { Account = Account(), Market = Market(), Side = (Side)9, Quantity = new Quantity(long.MaxValue) });
                break;
            case 1:
                _venue.Send(new PlaceOrder
                {
                    Account = Account(), Market = Market(), Side = Side.Buy, Type = OrderType.Limit, TimeInForce = TimeInForce.GoodTillCanceled,
                    LimitPrice = new Price(long.MaxValue), Quantity = new Quantity(long.MaxValue), SelfTradePrevention = SelfTradePrevention.ExpireBoth,
                });
                break;
            case 2:
                _venue.Send(new CancelOrder { Account = new AccountId(-1), OrderId = new OrderId(long.MinValue) });
                break;
            case 3:
                _venue.Send(new SetMarkPrice { Market = Market(), MarkPrice = new Price(_random.Next(2) == 0 ? -5 : long.MaxValue) });
                break;
            default:
                _venue.Send(new InitializeVenue { HashKey = 1, Profile = VenueProfile.Trial });
                break;
        }
    }

    /// <summary>In a market that has no mark price, and never gets one.</summary>
    private void PlaceWithoutMark() => _venue.Send(new PlaceOrder
    {
        Account = Account(), Market = _unmarked, LimitPrice = AnyPrice(), Quantity = AnyQuantity(), Side = Side.Sell, Type = OrderType.Limit,
        TimeInForce = TimeInForce.GoodTillCanceled, SelfTradePrevention = SelfTradePrevention.ExpireTaker,
    });

    private AccountId Account() => _accounts[_random.Next(_accounts.Count)];

    private MarketId Market() => _markets[_random.Next(_markets.Count)];

    private Price AnyPrice() => new(_random.Next(30) == 0 ? _random.Next(0, 3_000) : MidTicks + _random.Next(-25, 26));

    private Quantity AnyQuantity() => new(_random.Next(30) == 0 ? _random.Next(0, 400) : _random.Next(1, 40));

    /// <summary>Mostly a new one; sometimes one that was used.</summary>
    private ClientOrderId AnyClientOrderId() => ClientOrderId.Parse($"c{(_random.Next(4) == 0 ? _random.Next(_ids + 1) : ++_ids)}");
}
