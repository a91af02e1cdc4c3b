using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>Samples premiums, charges funding when its time has come, and settles the positions. FORMULAS §13.</summary>
internal sealed class FundingCommands(State state, PriceCommands prices, ParameterChanges changes)
{
    public RejectReason Apply(in SetFundingRules command) =>
        changes.Direct(ParameterKind.Funding, command.Market.Value, command.Rules, command.Author, command.Reason);

    public RejectReason Apply(in ApplyFunding command)
    {
        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        if (WhyNot(market, command.FundingTime.Microseconds) is var reason and not RejectReason.None)
        {
            return reason;
        }

        prices.Refresh(market);
        market.Funding.Roll(state.Now.Microseconds);
        Charge(market);
        market.Funding.State.Due = default;
        market.Funding.Roll(state.Now.Microseconds);
        PremiumSampler.Announce(state, market);
        state.Outcome.Entity = market.Id.Value;
        return RejectReason.None;
    }

    public RejectReason Apply(in SweepFunding command)
    {
        if (command.Accounts is < 1 or > SweepFunding.MaxAccounts)
        {
            return RejectReason.MalformedCommand;
        }

        if (state.Markets.Find(command.Market) is not { } market)
        {
            return RejectReason.MarketUnknown;
        }

        if (command.FundingTime.Microseconds <= 0 || command.FundingTime.Microseconds > market.Funding.State.LastTime)
        {
            return RejectReason.FundingNotDue;
        }

        if (command.FundingTime.Microseconds != market.Funding.State.SweepTime)
        {
            return RejectReason.FundingDone;
        }

        Sweep(market, command.Accounts);
        return RejectReason.None;
    }

    private RejectReason WhyNot(Market market, long fundingTime)
    {
        ref readonly var funding = ref market.Funding.State;
        if (fundingTime <= funding.LastTime)
        {
            return RejectReason.FundingDone;
        }

        var next = market.Funding.Next;
        if (next.IsNone || next.EndsAt != fundingTime || fundingTime > state.Now.Microseconds)
        {
            return RejectReason.FundingNotDue;
        }

        if (market.Funding.IsSweeping)
        {
            return RejectReason.FundingSweepOpen;
        }

        return market.Funding.RateOf(next, MaintenanceRate(market)).Billionths != 0 && !HasFreshMark(market)
            ? RejectReason.FundingMarkMissing
            : RejectReason.None;
    }

    /// <summary>Whether the mark price is of this moment: enough sources have reported lately, and since the exchange started.</summary>
    private bool HasFreshMark(Market market) =>
        market.MarkTicks != 0
        && market.Allows(MarketActions.Mark | MarketActions.Fund)
        && IndexRules.Of(market.Prices.Rules, market.Prices.Reports, state.Now.Microseconds).Microticks != 0;

    private static Rate MaintenanceRate(Market market) => market.Parameters.ActiveTiers[0].MaintenanceRate;

    private void Charge(Market market)
    {
        ref var funding = ref market.Funding.State;
        var ended = funding.Due;
        var rate = market.Funding.RateOf(ended, MaintenanceRate(market));
        var delta = rate.Billionths == 0
            ? 0
            : FundingFormula.IndexDelta(rate, market.Margin.Kind, market.TickLotValue, new Price(market.MarkTicks));
        var legs = PriceCommands.Legs(market, state.Now);
        funding.Index += delta;
        funding.LastTime = ended.EndsAt;
        funding.LastRate = rate.Billionths;
        state.Events.Append(new FundingRateApplied
        {
            IndexDelta = delta,
            CumulativeIndex = funding.Index,
            Market = market.Id,
            Samples = (int)ended.Samples,
            FundingTime = new Timestamp(ended.EndsAt),
            LastSampleAt = new Timestamp(ended.LastSampleAt),
            Interval = ended.EndsAt - ended.StartsAt,
            AveragePremium = ended.Average,
            MaintenanceRate = MaintenanceRate(market),
            FundingRate = rate,
            MarkPrice = new Price(market.MarkTicks),
            IndexPrice = new FinePrice(market.Prices.State.Index),
            IndexLeg = new FinePrice(legs.Index),
            BasisLeg = new FinePrice(legs.Basis),
            TradingLeg = new FinePrice(legs.Trading),
            OpenInterest = new Quantity(market.OpenInterest),
            Rules = market.Funding.Rules,
        });
        if (delta != 0 && market.OpenInterest != 0)
        {
            funding.SweepTime = ended.EndsAt;
            funding.SweepNext = 1;
            market.Margin.OpenFunding(funding.Index);
            market.Moves?.NoteTerms(market.Id);
        }
    }

    private void Sweep(Market market, int accounts)
    {
        ref var funding = ref market.Funding.State;
        var end = Math.Min(state.Accounts.NextId, funding.SweepNext + accounts);
        for (; funding.SweepNext < end; funding.SweepNext++)
        {
            var account = (int)funding.SweepNext;
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market.Id.Value);
            if (!Unsafe.IsNullRef(ref position))
            {
                state.Funding.Settle(market, new AccountId(account), ref position);
            }
        }

        state.Outcome.Entity = (int)(state.Accounts.NextId - funding.SweepNext);
        if (state.Outcome.Entity == 0)
        {
            Close(market);
        }
    }

    /// <summary>All are settled: what is left of rounding is the insurance fund's.</summary>
    private void Close(Market market)
    {
        ref var funding = ref market.Funding.State;
        var dust = funding.Collected;
        Invariant.That(dust >= 0 && (Int128)dust * FundingFormula.IndexPerUnit == funding.Residue);
        state.Events.Append(new FundingSwept
        {
            Market = market.Id, Asset = market.SettlementAsset, FundingTime = new Timestamp(funding.SweepTime), Dust = new Money(dust),
        });
        state.Ledger.Transfer(AccountId.Funding, AccountId.InsuranceFund, market.SettlementAsset, dust, TransferKind.FundingDust, market.Id);
        funding.Collected = 0;
        funding.Residue = 0;
        funding.SweepTime = 0;
        funding.SweepNext = 0;
        market.Margin.CloseFunding();
    }
}
