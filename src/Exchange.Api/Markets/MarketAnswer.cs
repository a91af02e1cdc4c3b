using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>A market as it is shown.</summary>
internal sealed record MarketAnswer(
    string Symbol,
    string BaseAsset,
    string SettlementAsset,
    string Contract,
    string TickSize,
    string LotSize,
    string State,
    string? IndexPrice,
    string? MarkPrice,
    string? LastPrice,
    string OpenInterest,
    ParametersAnswer Parameters)
{
    public static MarketAnswer Of(MarketInfo market) => new(
        market.Symbol.ToString(),
        market.BaseAsset.ToString(),
        market.SettlementAsset.Code.ToString(),
        EnumName.Of(market.ContractKind.ToString()),
        DecimalText.Of(market.TickSize),
        DecimalText.Of(market.LotSize),
        Words.Of(WireName.Of(market.State)),
        market.Index is { Price.IsNone: false } index ? Amount.Of(index.Price, market) : null,
        Amount.OfMaybe(market.MarkPrice, market),
        Amount.OfMaybe(market.LastPrice, market),
        Amount.Of(market.OpenInterest, market),
        ParametersAnswer.Of(market.Parameters, market));
}

/// <summary>Rates as fractions, quantities in base, money in the settlement asset.</summary>
internal sealed record ParametersAnswer(
    string MakerFee,
    string TakerFee,
    string PriceBand,
    string SlippageCap,
    string MaxOrderQuantity,
    string MaxPositionQuantity,
    string MaxOpenInterest,
    string MinOrderNotional,
    int MaxOpenOrders,
    IReadOnlyList<TierAnswer> Tiers)
{
    public static ParametersAnswer Of(in MarketParameters parameters, MarketInfo market)
    {
        var tiers = new List<TierAnswer>();
        foreach (var tier in parameters.ActiveTiers)
        {
            tiers.Add(new TierAnswer(Amount.Of(tier.NotionalFloor, market.SettlementAsset), Amount.Of(tier.MaintenanceRate), tier.MaxLeverage));
        }

        return new ParametersAnswer(
            Amount.Of(parameters.MakerFee),
            Amount.Of(parameters.TakerFee),
            Amount.Of(parameters.PriceBand),
            Amount.Of(parameters.SlippageCap),
            Amount.Of(parameters.MaxOrderQuantity, market),
            Amount.Of(parameters.MaxPositionQuantity, market),
            Amount.Of(parameters.MaxOpenInterest, market),
            Amount.Of(parameters.MinOrderNotional, market.SettlementAsset),
            parameters.MaxOpenOrders,
            tiers);
    }
}

internal sealed record TierAnswer(string NotionalFloor, string MaintenanceRate, int MaxLeverage);
