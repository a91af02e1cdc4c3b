namespace Exchange.Engine;

/// <summary>Sets the venue up and steers its markets.</summary>
internal sealed class MarketCommands(State state)
{
    public CommandOutcome Apply(in InitializeVenue command)
    {
        if (state.IsInitialized)
        {
            return Rejection.Of(state, CommandKind.InitializeVenue, RejectReason.VenueState);
        }

        state.IsInitialized = true;
        state.Remembered.UseKey(command.HashKey);
        state.Events.Append(new VenueInitialized());
        return new CommandOutcome();
    }

    public CommandOutcome Apply(in RegisterAsset command)
    {
        if (CheckAsset(command) is var reason and not RejectReason.None)
        {
            return Rejection.Of(state, CommandKind.RegisterAsset, reason);
        }

        var asset = state.Assets.Add(command.Code, command.Decimals);
        state.Events.Append(new AssetRegistered { Asset = asset, Decimals = command.Decimals, Code = command.Code, Author = command.Author });
        return new CommandOutcome { Entity = asset.Value };
    }

    public CommandOutcome Apply(in CreateMarket command)
    {
        if (CheckMarket(command, out var tickLotValue) is var reason and not RejectReason.None)
        {
            return Rejection.Of(state, CommandKind.CreateMarket, reason);
        }

        var market = new Market(new MarketId(state.Markets.Count + 1), command, tickLotValue, state.Orders);
        state.Markets.Add(market);
        state.Events.Append(new MarketCreated
        {
            Market = market.Id,
            SettlementAsset = command.SettlementAsset,
            Symbol = command.Symbol,
            BaseAsset = command.BaseAsset,
            TickSize = command.TickSize,
            LotSize = command.LotSize,
            TickLotValue = tickLotValue,
            Parameters = command.Parameters,
            Author = command.Author,
            Reason = command.Reason,
        });
        return new CommandOutcome { Entity = market.Id.Value };
    }

    public CommandOutcome Apply(in SetMarketParameters command)
    {
        if (!command.Author.IsWellFormed() || !command.Reason.IsWellFormed())
        {
            return Reject(CommandKind.SetMarketParameters, RejectReason.MalformedCommand, command.Market);
        }

        if (state.Markets.Find(command.Market) is not { } market)
        {
            return Reject(CommandKind.SetMarketParameters, RejectReason.MarketUnknown, command.Market);
        }

        if (!MarketParameterRules.AreValid(command.Parameters)
            || !market.Fits(command.Parameters))
        {
            return Reject(CommandKind.SetMarketParameters, RejectReason.ParametersInvalid, command.Market);
        }

        market.SetParameters(command.Parameters);
        state.Events.Append(new MarketParametersChanged
        {
            Market = market.Id,
            Parameters = command.Parameters,
            Author = command.Author,
            Reason = command.Reason,
        });
        return new CommandOutcome { Entity = market.Id.Value };
    }

    public CommandOutcome Apply(in SetMarketState command)
    {
        if (!MarketStateRules.IsDefined(command.State) || !command.Author.IsWellFormed() || !command.Reason.IsWellFormed())
        {
            return Reject(CommandKind.SetMarketState, RejectReason.MalformedCommand, command.Market);
        }

        if (state.Markets.Find(command.Market) is not { } market)
        {
            return Reject(CommandKind.SetMarketState, RejectReason.MarketUnknown, command.Market);
        }

        state.Events.Append(new MarketStateChanged
        {
            Market = market.Id,
            From = market.State,
            To = command.State,
            Author = command.Author,
            Reason = command.Reason,
        });
        market.State = command.State;
        return new CommandOutcome { Entity = market.Id.Value };
    }

    public CommandOutcome Apply(in SetMarkPrice command)
    {
        if (state.Markets.Find(command.Market) is not { } market)
        {
            return Reject(CommandKind.SetMarkPrice, RejectReason.MarketUnknown, command.Market);
        }

        if (market.MarkTicks != 0 && !MarketStateRules.AllowsMark(market.State))
        {
            return Reject(CommandKind.SetMarkPrice, RejectReason.MarketStateForbids, command.Market);
        }

        if (command.MarkPrice.Ticks is < 1 or > Price.MaxTicks
            || !market.Fits(command.MarkPrice.Ticks))
        {
            return Reject(CommandKind.SetMarkPrice, RejectReason.PriceInvalid, command.Market);
        }

        market.SetMark((int)command.MarkPrice.Ticks);
        state.Events.Append(new MarkPriceChanged { Market = market.Id, MarkPrice = command.MarkPrice });
        return new CommandOutcome { Entity = market.Id.Value };
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
        if (command.Symbol.IsEmpty || command.BaseAsset.IsEmpty || !command.Symbol.IsWellFormed() || !command.BaseAsset.IsWellFormed()
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
            || !MarketScale.TryGetTickLotValue(command.TickSize, command.LotSize, decimals, out tickLotValue)
            || !MarketParameterRules.FitAtMark(command.Parameters.MaxPositionQuantity.Lots, command.Parameters.MaxOpenInterest.Lots, markTicks: 1, tickLotValue))
        {
            return RejectReason.ParametersInvalid;
        }

        return state.Markets.Count == Bounds.MaxMarkets ? RejectReason.CapacityExhausted : RejectReason.None;
    }

    private CommandOutcome Reject(CommandKind kind, RejectReason reason, MarketId market) =>
        Rejection.Of(state, kind, reason, market: market);
}
