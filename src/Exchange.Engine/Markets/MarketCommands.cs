namespace Exchange.Engine;

/// <summary>Sets the venue up and steers its markets.</summary>
internal sealed class MarketCommands(State state, ParameterChanges changes)
{
    public RejectReason Apply(in InitializeVenue command)
    {
        if (state.IsInitialized)
        {
            return RejectReason.VenueState;
        }

        var rules = command.Profile == VenueProfile.Live && command.Rules == default ? VenueRules.Default : command.Rules;
        if (!VenueRulesKind.AreValid(command.Profile, rules))
        {
            return RejectReason.ParametersInvalid;
        }

        state.IsInitialized = true;
        state.Remembered.UseKey(command.HashKey);
        state.Proposals.Profile = command.Profile;
        state.Proposals.Rules = rules;
        state.Events.Append(new VenueInitialized { Rules = rules, Profile = command.Profile });
        return RejectReason.None;
    }

    public RejectReason Apply(in RegisterAsset command)
    {
        if (CheckAsset(command) is var reason and not RejectReason.None)
        {
            return reason;
        }

        var asset = state.Assets.Add(command.Code, command.Decimals);
        state.Events.Append(new AssetRegistered { Asset = asset, Decimals = command.Decimals, Code = command.Code, Author = command.Author });
        state.Outcome.Entity = asset.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in CreateMarket command)
    {
        if (CheckMarket(command, out var tickLotValue) is var reason and not RejectReason.None)
        {
            return reason;
        }

        var market = new Market(new MarketId(state.Markets.Count + 1), command, tickLotValue, state.Orders);
        market.LiquidationRules = LiquidationRulesCheck.Default(command.Parameters, state.Assets[command.SettlementAsset.Value].Decimals);
        market.StateSince = state.Now;
        market.Breakers.Use(BreakerRules.Default(MarketScale.UnitOf(state.Assets[command.SettlementAsset.Value].Decimals)));
        state.Markets.Add(market);
        market.Funding.Use(
            FundingRulesCheck.Defaults(command.ContractKind, state.Assets[command.SettlementAsset.Value].Decimals, market.Margin.Tiers.MaxLeverage), state.Now);
        state.Events.Append(new MarketCreated
        {
            Market = market.Id,
            SettlementAsset = command.SettlementAsset,
            Symbol = command.Symbol,
            BaseAsset = command.BaseAsset,
            TickSize = command.TickSize,
            LotSize = command.LotSize,
            TickLotValue = tickLotValue,
            ContractKind = command.ContractKind,
            Parameters = command.Parameters,
            Author = command.Author,
            Reason = command.Reason,
        });
        state.Events.Append(new FundingRulesChanged { Market = market.Id, Rules = market.Funding.Rules, Author = command.Author, Reason = command.Reason });
        state.Outcome.Entity = market.Id.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in SetMarketParameters command) =>
        changes.Direct(ParameterKind.Market, command.Market.Value, command.Parameters, command.Author, command.Reason);

    public RejectReason Apply(in SetMarkPrice command)
    {
        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        if (state.Proposals.Profile != VenueProfile.Trial)
        {
            return RejectReason.NotATrialVenue;
        }

        if (market.Prices.HasSources)
        {
            return RejectReason.PriceFromSources;
        }

        if (market.MarkTicks != 0 && !market.Allows(MarketActions.Mark))
        {
            return RejectReason.MarketStateForbids;
        }

        if (command.MarkPrice.Ticks is < 1 or > Price.MaxTicks
            || !market.Fits(command.MarkPrice.Ticks))
        {
            return RejectReason.PriceInvalid;
        }

        market.SetMark((int)command.MarkPrice.Ticks);
        state.Events.Append(new MarkPriceChanged { Market = market.Id, MarkPrice = command.MarkPrice });
        state.Outcome.Entity = market.Id.Value;
        return RejectReason.None;
    }

    private RejectReason CheckAsset(in RegisterAsset command)
    {
        if (command.Code.IsEmpty || !command.Code.IsWellFormed() || !command.Author.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        if (state.Assets.Has(command.Code))
        {
            return RejectReason.AlreadyExists;
        }

        if (command.Decimals is < 0 or > Bounds.MaxDecimals)
        {
            return RejectReason.ParametersInvalid;
        }

        return state.Assets.Count == Bounds.MaxAssets ? RejectReason.CapacityExhausted : RejectReason.None;
    }

    private RejectReason CheckMarket(in CreateMarket command, out long tickLotValue)
    {
        tickLotValue = 0;
        if (command.ContractKind > ContractKind.Inverse || command.Symbol.IsEmpty || command.BaseAsset.IsEmpty || !command.Symbol.IsWellFormed() || !command.BaseAsset.IsWellFormed()
            || !command.Author.IsWellFormed() || !command.Reason.IsWellFormed())
        {
            return RejectReason.MalformedCommand;
        }

        if (!state.Assets.Has(command.SettlementAsset))
        {
            return RejectReason.AssetUnknown;
        }

        if (state.Markets.Has(command.Symbol))
        {
            return RejectReason.AlreadyExists;
        }

        var decimals = state.Assets[command.SettlementAsset.Value].Decimals;
        if (!MarketParameterRules.AreValid(command.Parameters)
            || !MarketParameterRules.SuitKind(command.Parameters, command.ContractKind)
            || !(command.ContractKind == ContractKind.Linear
                ? MarketScale.TryGetTickLotValue(command.TickSize, command.LotSize, decimals, out tickLotValue)
                : MarketScale.TryGetUnitTicks(command.TickSize, command.LotSize, decimals, out tickLotValue))
            || !MarketParameterRules.FitAtMark(
                command.ContractKind, command.Parameters.MaxPositionQuantity.Lots, command.Parameters.MaxOpenInterest.Lots,
                MarketParameterRules.UnknownMark(command.ContractKind, tickLotValue), tickLotValue))
        {
            return RejectReason.ParametersInvalid;
        }

        return state.Markets.Count == Bounds.MaxMarkets ? RejectReason.CapacityExhausted : RejectReason.None;
    }
}
