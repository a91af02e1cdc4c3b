using System.Globalization;
using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;

namespace Exchange.Api;

/// <param name="Market">The market's symbol.</param>
/// <param name="State">The state in force: the stricter of the two.</param>
/// <param name="OperatorState">What the operator wants.</param>
/// <param name="AutomaticState">What circuit breakers and auctions demand.</param>
/// <param name="Since">Since when the state in force is, in microseconds.</param>
/// <param name="DwellMilliseconds">How long a cause stays at least.</param>
/// <param name="Causes">What the automatic state comes from.</param>
/// <param name="Auction">The call auction that is on.</param>
/// <param name="Volatility">How much the index moves, and what follows for new risk.</param>
internal sealed record MarketStateAnswer(
    string Market,
    string State,
    string OperatorState,
    string AutomaticState,
    long Since,
    long DwellMilliseconds,
    IReadOnlyList<CauseAnswer> Causes,
    AuctionAnswer? Auction,
    VolatilityAnswer Volatility)
{
    public static MarketStateAnswer Of(MarketInfo market) => new(
        market.Symbol.ToString(),
        Words.Of(WireName.Of(market.State)),
        Words.Of(WireName.Of(market.Status.Operator)),
        Words.Of(WireName.Of(market.Status.Automatic)),
        market.Status.Since.Microseconds,
        market.Status.Breakers.Rules.Dwell / 1_000,
        [.. market.Status.Causes.All.Select(cause => CauseAnswer.Of(cause, market))],
        market.Status.Auction is { } auction ? AuctionAnswer.Of(auction, market) : null,
        VolatilityAnswer.Of(market.Status.Volatility));
}

/// <param name="Cause">Which.</param>
/// <param name="Since">Since when, in microseconds.</param>
/// <param name="Value">What was measured: a price for moves, milliseconds for a silent index, a count of auctions, else a fraction.</param>
/// <param name="Threshold">What it was measured against, in the same units.</param>
internal sealed record CauseAnswer(string Cause, long Since, string? Value, string? Threshold)
{
    public static CauseAnswer Of(ActiveCause cause, MarketInfo market) => new(
        Words.Of(WireName.Of(cause.Cause)), cause.Since.Microseconds, Measured(cause.Cause, cause.Value, market), Measured(cause.Cause, cause.Threshold, market));

    public static string? Measured(StateCause cause, long value, MarketInfo market) => cause switch
    {
        StateCause.MarkMove => Amount.Of(value, market.TickSize),
        StateCause.IndexDegraded or StateCause.IndexLost => (value / 1_000).ToString(CultureInfo.InvariantCulture),
        StateCause.SourcesDisagree or StateCause.DepthCollapsed or StateCause.ForcedFlow or StateCause.FundDrawdown => Amount.Of(new Rate(value)),
        StateCause.AuctionsExhausted => value.ToString(CultureInfo.InvariantCulture),
        StateCause.None or StateCause.Operator or StateCause.Reopening => null,
    };
}

/// <param name="Phase"><c>call</c>, <c>locked</c> or <c>uncrossing</c>.</param>
/// <param name="Cause">Why there is an auction.</param>
/// <param name="OpenedAt">When it began, in microseconds.</param>
/// <param name="LocksAt">From when on it takes only cancels; null while a stricter state holds it up.</param>
/// <param name="EndsAt">When its price is found.</param>
/// <param name="Extensions">How often it was extended.</param>
/// <param name="Price">What the price would be, or is; null if nothing crosses.</param>
/// <param name="Quantity">What would match, or has.</param>
/// <param name="Imbalance">What is to be bought at the price less what is to be sold at it.</param>
/// <param name="CollarLow">The lowest price at which it would end now.</param>
/// <param name="CollarHigh">The highest.</param>
internal sealed record AuctionAnswer(
    string Phase, string Cause, long OpenedAt, long? LocksAt, long? EndsAt, int Extensions, string? Price, string Quantity, string Imbalance,
    string CollarLow, string CollarHigh)
{
    public static AuctionAnswer Of(AuctionInfo auction, MarketInfo market) => new(
        Words.Of(WireName.Of(auction.Phase)),
        Words.Of(WireName.Of(auction.Cause)),
        auction.OpenedAt.Microseconds,
        auction.EndsAt == default ? null : auction.EndsAt.Microseconds - AuctionChanged.LockTime,
        auction.EndsAt == default ? null : auction.EndsAt.Microseconds,
        auction.Extensions,
        Amount.OfMaybe(auction.Price, market),
        Amount.Of(auction.Quantity, market),
        Amount.Of(auction.Imbalance, market.LotSize),
        Amount.Of(auction.CollarLow, market),
        Amount.Of(auction.CollarHigh, market));
}

/// <param name="Step">The step of the regime that is in force; 0 for none.</param>
/// <param name="OfYear">Volatility of a year; 1 is 100 %.</param>
/// <param name="InitialMarginScale">What initial margin is multiplied by.</param>
internal sealed record VolatilityAnswer(int Step, string OfYear, string InitialMarginScale)
{
    public static VolatilityAnswer Of(VolatilityInfo volatility) =>
        new(volatility.Step, Amount.Of(volatility.OfYear), Amount.Of(volatility.MarginScale));
}

/// <param name="Sequence">Of the command.</param>
/// <param name="Time">Of that command.</param>
/// <param name="From">The state in force before.</param>
/// <param name="To">The state in force after it.</param>
/// <param name="OperatorState">What the operator wants.</param>
/// <param name="AutomaticState">What circuit breakers and auctions demand.</param>
/// <param name="Cause">What came or went.</param>
/// <param name="Came">Whether it came.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Threshold">What it was measured against.</param>
/// <param name="Reason">Why, if an operator.</param>
internal sealed record StateChangeAnswer(
    long Sequence, long Time, string From, string To, string OperatorState, string AutomaticState, string Cause, bool Came, string? Value, string? Threshold, string? Reason)
{
    public static StateChangeAnswer Of(MarketStateChange change, MarketInfo market) => new(
        change.Sequence,
        change.Time.Microseconds,
        Words.Of(WireName.Of(change.From)),
        Words.Of(WireName.Of(change.To)),
        Words.Of(WireName.Of(change.Operator)),
        Words.Of(WireName.Of(change.Automatic)),
        Words.Of(WireName.Of(change.Cause)),
        change.Came,
        CauseAnswer.Measured(change.Cause, change.Value, market),
        CauseAnswer.Measured(change.Cause, change.Threshold, market),
        change.Cause == StateCause.Operator ? change.Reason : null);
}
