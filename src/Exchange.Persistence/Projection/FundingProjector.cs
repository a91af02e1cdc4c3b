using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Turns what happens to funding into rows.</summary>
internal sealed class FundingProjector(ProjectedState state, ProjectedRows rows)
{
    public void Apply(in EventHeader header, in FundingRateApplied applied)
    {
        var market = state.Markets[applied.Market.Value];
        rows.FundingRates.Add(new FundingRateRow
        {
            MarketId = applied.Market.Value,
            FundingTime = applied.FundingTime.Microseconds,
            Sequence = header.Sequence,
            Time = Decimals.Of(header.Time),
            Rate = Decimals.Of(applied.FundingRate.Billionths, Decimals.Billionth),
            MarkPrice = applied.MarkPrice.IsNone ? null : Decimals.Of(applied.MarkPrice.Ticks, new DecimalStep(market.TickMantissa, market.TickScale)),
            Inputs = JsonSerializer.Serialize(FundingInputs.Of(applied), JsonSerializerOptions.Web),
        });
    }

    public void Apply(in EventHeader header, in FundingPaid paid)
    {
        var market = state.Markets[paid.Market.Value];
        rows.FundingPayments.Add(new FundingPaymentRow
        {
            PaymentId = paid.PaymentId,
            AccountId = paid.Account.Value,
            MarketId = paid.Market.Value,
            FundingTime = paid.FundingTime.Microseconds,
            Size = Decimals.Of(paid.Size.Lots, new DecimalStep(market.LotMantissa, market.LotScale)),
            Amount = Decimals.Of(paid.Amount.Units, state.UnitOf(paid.Asset.Value)),
            IsIsolated = paid.IsIsolated != 0,
            IndexFrom = WholeNumber.Of(paid.IndexFrom),
            IndexTo = WholeNumber.Of(paid.IndexTo),
            Sequence = header.Sequence,
            Time = Decimals.Of(header.Time),
        });
    }
}
