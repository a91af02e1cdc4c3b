namespace Exchange.Engine;

/// <summary>Steers what assets count for: rules, sources, reports; and sells collateral for debts. FORMULAS §4.</summary>
internal sealed class CollateralCommands(State state, CollateralConversion conversion, ParameterChanges changes)
{
    private const long RefreshInterval = 1_000_000;

    /// <summary>How far a source's clock may be ahead of ours.</summary>
    private const long ClockTolerance = 1_000_000;

    public RejectReason Apply(in SetCollateralRules command) =>
        changes.Direct(ParameterKind.Collateral, command.Asset.Value, command.Rules, command.Author, command.Reason);

    public RejectReason Apply(in SetAssetPriceRules command)
    {
        if (changes.Direct(ParameterKind.AssetPrices, command.Asset.Value, command.Rules, command.Author, command.Reason) is var reason and not RejectReason.None)
        {
            return reason;
        }

        Refresh(state.Assets.Collateral(command.Asset.Value));
        return RejectReason.None;
    }

    public RejectReason Apply(in ReportAssetPrice command)
    {
        if (!state.Assets.Has(command.Asset))
        {
            return RejectReason.AssetUnknown;
        }

        var collateral = state.Assets.Collateral(command.Asset.Value);
        if (command.Source < 0 || command.Source >= collateral.Prices.SourceCount)
        {
            return RejectReason.SourceUnknown;
        }

        if (command.Price.Thousandths <= 0 || command.Price.Thousandths > AssetPrice.Max.Thousandths
            || command.Confidence.Thousandths < 0 || command.Confidence.Thousandths > AssetPrice.Max.Thousandths)
        {
            return RejectReason.PriceInvalid;
        }

        var now = state.Now.Microseconds;
        ref var report = ref collateral.Reports[command.Source];
        if (command.SourceTime.Microseconds <= report.SourceTime
            || command.SourceTime.Microseconds > now + ClockTolerance
            || now - command.SourceTime.Microseconds > collateral.Prices.ActiveSources[command.Source].StaleAfter)
        {
            return RejectReason.ReportOutOfDate;
        }

        report = new SourceReport { Microticks = command.Price.Thousandths, Confidence = command.Confidence.Thousandths, SourceTime = command.SourceTime.Microseconds };
        state.Events.Append(new AssetPriceReported
        {
            Asset = command.Asset, Source = command.Source, Price = command.Price, Confidence = command.Confidence, SourceTime = command.SourceTime,
        });
        state.Outcome.Entity = command.Asset.Value;
        Refresh(collateral);
        return RejectReason.None;
    }

    public RejectReason Apply(in ConvertCollateral command)
    {
        if (!state.Accounts.IsCustomer(command.Account))
        {
            return RejectReason.AccountUnknown;
        }

        if (!conversion.IsDue(command.Account))
        {
            return RejectReason.ConversionNotDue;
        }

        if (conversion.SellForDebts(command.Account, maxValue: Bounds.MaxValue, onlyBeyondLimit: true) == 0)
        {
            return RejectReason.ConversionImpossible;
        }

        state.Outcome.Entity = command.Account.Value;
        return RejectReason.None;
    }

    /// <summary>Time has moved on: sources go stale.</summary>
    public void Advance()
    {
        for (var id = 1; id <= state.Assets.Count; id++)
        {
            var collateral = state.Assets.Collateral(id);
            if (collateral.HasSources && state.Now.Microseconds - collateral.State.RefreshedAt >= RefreshInterval)
            {
                collateral.State.RefreshedAt = state.Now.Microseconds;
                Refresh(collateral);
            }
        }
    }

    /// <summary>The exchange has started again: what was reported before does not count any more.</summary>
    public void ForgetReports()
    {
        for (var id = 1; id <= state.Assets.Count; id++)
        {
            var collateral = state.Assets.Collateral(id);
            if (collateral.HasSources)
            {
                collateral.ForgetReports();
                Refresh(collateral);
            }
        }
    }

    private void Refresh(Collateral collateral)
    {
        var before = collateral.State.Index;
        var index = IndexRules.Next(collateral.Prices, collateral.Reports, before, state.Now.Microseconds);
        if (index == before)
        {
            return;
        }

        collateral.Read(index);
        state.Markets.Moves.NoteAssets();
        state.Events.Append(new AssetIndexChanged
        {
            Asset = collateral.Asset, IsDegraded = index.IsDegraded, Index = new AssetPrice(index.Value), Used = index.Used, Deviating = index.Deviating,
        });
    }
}
