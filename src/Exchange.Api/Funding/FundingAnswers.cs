using System.Globalization;
using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;

namespace Exchange.Api;

/// <param name="Market">The market's symbol.</param>
/// <param name="FundingRate">The last one charged; null before the first.</param>
/// <param name="FundingTime">When that was.</param>
/// <param name="PredictedFundingRate">As the samples so far would make it.</param>
/// <param name="AveragePremium">Of the present interval.</param>
/// <param name="Samples">Of the present interval.</param>
/// <param name="NextFundingTime">Null before the market has had an index; one that is past waits for a fresh mark price.</param>
/// <param name="IsSettling">Whether the positions are being settled.</param>
/// <param name="Rules">How it is made.</param>
internal sealed record FundingAnswer(
    string Market,
    string? FundingRate,
    long? FundingTime,
    string PredictedFundingRate,
    string AveragePremium,
    int Samples,
    long? NextFundingTime,
    bool IsSettling,
    FundingRulesAnswer Rules)
{
    public static FundingAnswer Of(MarketInfo market)
    {
        var funding = market.Funding;
        var isCharged = funding.LastTime != default;
        return new FundingAnswer(
            market.Symbol.ToString(),
            isCharged ? Amount.Of(funding.LastRate) : null,
            isCharged ? funding.LastTime.Microseconds : null,
            Amount.Of(funding.PredictedRate),
            Amount.Of(funding.AveragePremium),
            funding.Samples,
            funding.NextTime == default ? null : funding.NextTime.Microseconds,
            funding.SweepTime != default,
            FundingRulesAnswer.Of(funding.Rules, market));
    }
}

internal sealed record FundingRulesAnswer(
    long IntervalSeconds, long SampleMaxAgeSeconds, string Interest, string Clamp, string CapFactor, string MaxFundingRate, string ImpactNotional, int MinSamples)
{
    public static FundingRulesAnswer Of(in FundingRules rules, MarketInfo market) => new(
        rules.Interval / 1_000_000,
        rules.SampleMaxAge / 1_000_000,
        Amount.Of(rules.Interest),
        Amount.Of(rules.Clamp),
        Amount.Of(rules.CapFactor),
        Amount.Of(FundingFormula.Cap(rules, market.Parameters.ActiveTiers[0].MaintenanceRate)),
        Amount.Of(rules.ImpactNotional, market.SettlementAsset),
        rules.MinSamples);
}

internal sealed record FundingRateAnswer(long FundingTime, string FundingRate, string? MarkPrice, string AveragePremium, int Samples, long Sequence, long Time)
{
    public static FundingRateAnswer Of(FundingRateInfo rate, MarketInfo market) => new(
        rate.FundingTime.Microseconds,
        Amount.Of(rate.Rate),
        Amount.OfMaybe(rate.MarkPrice, market),
        Amount.Of(new Rate(rate.Inputs.AveragePremium)),
        rate.Inputs.Samples,
        rate.Sequence,
        rate.Time.Microseconds);
}

/// <param name="PaymentId">For its explanation.</param>
/// <param name="Market">The market's symbol.</param>
/// <param name="FundingTime">Which.</param>
/// <param name="Size">The position's signed size.</param>
/// <param name="Asset">Of the amount.</param>
/// <param name="Payment">Positive is what the account paid, negative what it was paid.</param>
/// <param name="MarginMode">Whether the balance or the position's own margin paid.</param>
/// <param name="Sequence">Of the command that settled the position.</param>
/// <param name="Time">When that was.</param>
internal sealed record FundingPaymentAnswer(
    string PaymentId, string Market, long FundingTime, string Size, string Asset, string Payment, string MarginMode, long Sequence, long Time)
{
    public static FundingPaymentAnswer Of(FundingPaymentInfo payment, MarketInfo market) => new(
        payment.PaymentId.ToString(CultureInfo.InvariantCulture),
        market.Symbol.ToString(),
        payment.FundingTime.Microseconds,
        Amount.Of(payment.Size.Lots, market.LotSize),
        market.SettlementAsset.Code.ToString(),
        Amount.Of(payment.Amount, market.SettlementAsset),
        payment.IsIsolated ? "isolated" : "cross",
        payment.Sequence,
        payment.Time.Microseconds);
}

/// <summary>A payment, what it was made of as the exchange recorded it then, and what the published formula makes of that now.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="IndexFrom">The cumulative index that the position was settled up to before, in 1e-12 settlement units per lot.</param>
/// <param name="IndexTo">And after.</param>
/// <param name="FundingRate">Of the interval.</param>
/// <param name="MarkPrice">By which it was charged.</param>
/// <param name="IndexPrice">The index at that moment.</param>
/// <param name="Inputs">All inputs, in the exchange's own units.</param>
/// <param name="Recomputed">What the formula makes of the inputs.</param>
/// <param name="IsEqual">Whether that is what was charged.</param>
internal sealed record ExplainedPaymentAnswer(
    FundingPaymentAnswer Payment,
    string IndexFrom,
    string IndexTo,
    string FundingRate,
    string? MarkPrice,
    string? IndexPrice,
    FundingInputs Inputs,
    RecomputedPaymentAnswer Recomputed,
    bool IsEqual)
{
    public static ExplainedPaymentAnswer Of(ExplainedPayment explained, MarketInfo market)
    {
        var (payment, funding) = (explained.Payment, explained.Funding);
        var rate = funding.Inputs.RecomputedRate();
        var delta = funding.Inputs.RecomputedDelta(market.ContractKind, market.TickLotValue);
        var amount = new Money(FundingFormula.Payment(payment.Size, delta));
        return new ExplainedPaymentAnswer(
            FundingPaymentAnswer.Of(payment, market),
            Text(payment.IndexFrom),
            Text(payment.IndexTo),
            Amount.Of(funding.Rate),
            Amount.OfMaybe(funding.MarkPrice, market),
            funding.Inputs.IndexPrice == 0 ? null : Amount.Of(new FinePrice(funding.Inputs.IndexPrice), market),
            funding.Inputs,
            new RecomputedPaymentAnswer(Amount.Of(rate), Text(delta), Amount.Of(amount, market.SettlementAsset)),
            rate == funding.Rate && payment.IndexTo - payment.IndexFrom == delta && amount == payment.Amount);
    }

    private static string Text(Int128 value) => value.ToString(CultureInfo.InvariantCulture);
}

internal sealed record RecomputedPaymentAnswer(string FundingRate, string IndexDelta, string Payment);
