using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>A liquidation as everybody may see it: what was done, not to whom.</summary>
/// <param name="LiquidationId">Numbered from 1.</param>
/// <param name="Market">The market of an isolated position; null for an account's cross positions.</param>
/// <param name="OpenedSequence">The sequence of the command that brought it below maintenance margin.</param>
/// <param name="OpenedAt">Its time, in microseconds.</param>
/// <param name="Notional">Σ |size| at mark when it was opened.</param>
/// <param name="Status"><c>open</c>, or how it ended.</param>
/// <param name="ClosedAt">When that was; null while it is open.</param>
/// <param name="Steps">Each one, the first first.</param>
internal sealed record LiquidationAnswer(
    string LiquidationId, string? Market, long OpenedSequence, long OpenedAt, string Notional, string Status, long? ClosedAt,
    IReadOnlyList<LiquidationStepAnswer> Steps)
{
    public static LiquidationAnswer Of(LiquidationInfo info, IVenueViews views) => new(
        info.Opened.Liquidation.ToString(),
        SymbolOf(info.Opened.Market, views),
        info.OpenedSequence,
        info.OpenedAt.Microseconds,
        Amount.Of(info.Opened.Notional, views.Assets[0]),
        info.Closed is { } closed ? EnumName.Of(closed.End.ToString()) : "open",
        info.Closed is null ? null : info.ClosedAt.Microseconds,
        [.. info.Steps.Select(step => LiquidationStepAnswer.Of(step, views))]);

    public static string? SymbolOf(MarketId market, IVenueViews views) => views.FindMarket(market)?.Symbol.ToString();
}

/// <summary>One step of the waterfall, with what it was decided on.</summary>
/// <param name="Step">Numbered from 1 in its liquidation.</param>
/// <param name="Action">What was done.</param>
/// <param name="Market">Where; null if it concerned no market.</param>
/// <param name="Equity">Of the margin unit, before.</param>
/// <param name="MaintenanceMargin">Before.</param>
/// <param name="Target">The equity at which it would have ended.</param>
/// <param name="MarkPrice">The mark price; null without a market.</param>
/// <param name="BankruptcyPrice">The worst price at which closing leaves no debt.</param>
/// <param name="LimitPrice">The worst price at which it was offered.</param>
/// <param name="Collar">How far from mark it might trade.</param>
/// <param name="Wanted">The quantity that was to be closed.</param>
/// <param name="Done">What was closed.</param>
/// <param name="Fee">The liquidation fee, to the insurance fund.</param>
/// <param name="FundPaid">What the insurance fund paid.</param>
/// <param name="EquityAfter">After.</param>
/// <param name="MaintenanceMarginAfter">After.</param>
/// <param name="Sequence">Of the command.</param>
/// <param name="Time">Of the command, in microseconds.</param>
internal sealed record LiquidationStepAnswer(
    int Step, string Action, string? Market, string Equity, string MaintenanceMargin, string Target, string? MarkPrice, string? BankruptcyPrice,
    string? LimitPrice, string Collar, string? Wanted, string? Done, string Fee, string FundPaid, string EquityAfter, string MaintenanceMarginAfter,
    long Sequence, long Time)
{
    public static LiquidationStepAnswer Of(LiquidationStepInfo info, IVenueViews views)
    {
        var step = info.Step;
        var valuation = views.Assets[0];
        var market = views.FindMarket(step.Market);
        var settlement = market?.SettlementAsset ?? valuation;
        return new(
            step.Step,
            EnumName.Of(step.Action.ToString()),
            market?.Symbol.ToString(),
            Amount.Of(step.Equity, valuation),
            Amount.Of(step.MaintenanceMargin, valuation),
            Amount.Of(step.Target, valuation),
            market is null ? null : Amount.OfMaybe(step.MarkPrice, market),
            market is null ? null : Amount.OfMaybe(step.BankruptcyPrice, market),
            market is null ? null : Amount.OfMaybe(step.LimitPrice, market),
            Amount.Of(step.Collar),
            market is null ? null : Amount.Of(step.Wanted, market),
            market is null ? null : Amount.Of(step.Done, market),
            Amount.Of(step.Fee, settlement),
            Amount.Of(step.FundPaid, settlement),
            Amount.Of(step.EquityAfter, valuation),
            Amount.Of(step.MaintenanceMarginAfter, valuation),
            info.Sequence,
            info.Time.Microseconds);
    }
}
