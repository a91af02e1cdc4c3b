using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Everything that a funding was made of, in the engine's units, as the event recorded it.</summary>
/// <param name="FundingTime">Which.</param>
/// <param name="Interval">How long the interval had been, in microseconds.</param>
/// <param name="Samples">Premium samples in it.</param>
/// <param name="LastSampleAt">0 if there was none.</param>
/// <param name="AveragePremium">Billionths.</param>
/// <param name="MaintenanceRate">The first tier's, in billionths.</param>
/// <param name="FundingRate">Of the interval, in billionths.</param>
/// <param name="MarkPrice">Ticks.</param>
/// <param name="IndexPrice">Millionths of a tick, like the legs.</param>
/// <param name="IndexLeg">What the mark price was made of; 0 for a leg that did not count.</param>
/// <param name="BasisLeg">The second leg.</param>
/// <param name="TradingLeg">The third leg.</param>
/// <param name="OpenInterest">Lots on each side.</param>
/// <param name="IndexDelta">The move of the cumulative index, in 1e-12 settlement units per lot; a whole number of 128 bits.</param>
/// <param name="CumulativeIndex">The index after it.</param>
/// <param name="RulesInterval">The rules at the time: microseconds.</param>
/// <param name="SampleMaxAge">Microseconds.</param>
/// <param name="Interest">Billionths per 8 hours.</param>
/// <param name="Clamp">Billionths.</param>
/// <param name="CapFactor">Billionths.</param>
/// <param name="ImpactNotional">Settlement units.</param>
/// <param name="MinSamples">Samples.</param>
public sealed record FundingInputs(
    long FundingTime,
    long Interval,
    int Samples,
    long LastSampleAt,
    long AveragePremium,
    long MaintenanceRate,
    long FundingRate,
    long MarkPrice,
    long IndexPrice,
    long IndexLeg,
    long BasisLeg,
    long TradingLeg,
    long OpenInterest,
    string IndexDelta,
    string CumulativeIndex,
    long RulesInterval,
    long SampleMaxAge,
    long Interest,
    long Clamp,
    long CapFactor,
    long ImpactNotional,
    int MinSamples)
{
    public FundingRules ToRules() => new()
    {
        Interval = RulesInterval,
        SampleMaxAge = SampleMaxAge,
        Interest = new Rate(Interest),
        Clamp = new Rate(Clamp),
        CapFactor = new Rate(CapFactor),
        ImpactNotional = new Money(ImpactNotional),
        MinSamples = MinSamples,
    };

    /// <summary>The rate that the engine's formula makes of the inputs.</summary>
    public Rate RecomputedRate()
    {
        var rules = ToRules();
        return FundingFormula.IsWatched(rules, Samples, new Timestamp(LastSampleAt), new Timestamp(FundingTime))
            ? FundingFormula.Of(new Rate(AveragePremium), rules, Interval, new Rate(MaintenanceRate))
            : default;
    }

    /// <summary>The move of the cumulative index that it makes of them.</summary>
    public Int128 RecomputedDelta(ContractKind kind, long tickLotValue) =>
        RecomputedRate().Billionths == 0 ? 0 : FundingFormula.IndexDelta(RecomputedRate(), kind, tickLotValue, new Price(MarkPrice));

    internal static FundingInputs Of(in FundingRateApplied applied) => new(
        applied.FundingTime.Microseconds,
        applied.Interval,
        applied.Samples,
        applied.LastSampleAt.Microseconds,
        applied.AveragePremium.Billionths,
        applied.MaintenanceRate.Billionths,
        applied.FundingRate.Billionths,
        applied.MarkPrice.Ticks,
        applied.IndexPrice.Microticks,
        applied.IndexLeg.Microticks,
        applied.BasisLeg.Microticks,
        applied.TradingLeg.Microticks,
        applied.OpenInterest.Lots,
        WholeNumber.Of(applied.IndexDelta),
        WholeNumber.Of(applied.CumulativeIndex),
        applied.Rules.Interval,
        applied.Rules.SampleMaxAge,
        applied.Rules.Interest.Billionths,
        applied.Rules.Clamp.Billionths,
        applied.Rules.CapFactor.Billionths,
        applied.Rules.ImpactNotional.Units,
        applied.Rules.MinSamples);
}

/// <summary>A funding time of a market that was charged.</summary>
public sealed record FundingRateInfo(MarketId Market, Timestamp FundingTime, Rate Rate, Price MarkPrice, long Sequence, Timestamp Time, FundingInputs Inputs);

/// <summary>What an account paid (positive) or was paid.</summary>
public sealed record FundingPaymentInfo(
    long PaymentId,
    AccountId Account,
    MarketId Market,
    Timestamp FundingTime,
    PositionSize Size,
    Money Amount,
    bool IsIsolated,
    Int128 IndexFrom,
    Int128 IndexTo,
    long Sequence,
    Timestamp Time);

/// <summary>A payment with the funding that it belongs to.</summary>
public sealed record ExplainedPayment(FundingPaymentInfo Payment, FundingRateInfo Funding);

internal static class WholeNumber
{
    public static string Of(Int128 value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static Int128 Parse(string text) => Int128.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
