using System.Text.Json;
using Exchange.Engine;

namespace Exchange.Persistence;

/// <summary>Market parameters as a row, and back.</summary>
internal static class ParameterRows
{
    public static MarketParametersRow Of(
        in EventHeader header, MarketRow market, in MarketParameters parameters, DecimalStep unit, string author, string reason)
    {
        var lot = new DecimalStep(market.LotMantissa, market.LotScale);
        return new MarketParametersRow
        {
            MarketId = market.MarketId,
            Sequence = header.Sequence,
            Time = Decimals.Of(header.Time),
            Author = author,
            Reason = reason,
            MakerFee = Decimals.Of(parameters.MakerFee.Billionths, Decimals.Billionth),
            TakerFee = Decimals.Of(parameters.TakerFee.Billionths, Decimals.Billionth),
            PriceBand = Decimals.Of(parameters.PriceBand.Billionths, Decimals.Billionth),
            SlippageCap = Decimals.Of(parameters.SlippageCap.Billionths, Decimals.Billionth),
            MaxOrderQuantity = Decimals.Of(parameters.MaxOrderQuantity.Lots, lot),
            MaxPositionQuantity = Decimals.Of(parameters.MaxPositionQuantity.Lots, lot),
            MaxOpenInterest = Decimals.Of(parameters.MaxOpenInterest.Lots, lot),
            MinOrderNotional = Decimals.Of(parameters.MinOrderNotional.Units, unit),
            MaxOpenOrders = parameters.MaxOpenOrders,
            Tiers = TierJson.Write(parameters, unit),
        };
    }

    public static MarketParameters Read(MarketParametersRow row, DecimalStep lot, DecimalStep unit)
    {
        var parameters = new MarketParameters
        {
            MakerFee = new Rate(Decimals.Steps(row.MakerFee, Decimals.Billionth)),
            TakerFee = new Rate(Decimals.Steps(row.TakerFee, Decimals.Billionth)),
            PriceBand = new Rate(Decimals.Steps(row.PriceBand, Decimals.Billionth)),
            SlippageCap = new Rate(Decimals.Steps(row.SlippageCap, Decimals.Billionth)),
            MaxOrderQuantity = new Quantity(Decimals.Steps(row.MaxOrderQuantity, lot)),
            MaxPositionQuantity = new Quantity(Decimals.Steps(row.MaxPositionQuantity, lot)),
            MaxOpenInterest = new Quantity(Decimals.Steps(row.MaxOpenInterest, lot)),
            MinOrderNotional = new Money(Decimals.Steps(row.MinOrderNotional, unit)),
            MaxOpenOrders = row.MaxOpenOrders,
        };
        parameters.SetTiers(TierJson.Read(row.Tiers, unit));
        return parameters;
    }

    /// <summary>The parameters alone, for the audit trail; decimals as strings.</summary>
    public static string Json(MarketParametersRow row) => JsonSerializer.Serialize(
        new
        {
            MakerFee = AuditJson.Text(row.MakerFee),
            TakerFee = AuditJson.Text(row.TakerFee),
            PriceBand = AuditJson.Text(row.PriceBand),
            SlippageCap = AuditJson.Text(row.SlippageCap),
            MaxOrderQuantity = AuditJson.Text(row.MaxOrderQuantity),
            MaxPositionQuantity = AuditJson.Text(row.MaxPositionQuantity),
            MaxOpenInterest = AuditJson.Text(row.MaxOpenInterest),
            MinOrderNotional = AuditJson.Text(row.MinOrderNotional),
            row.MaxOpenOrders,
            Tiers = JsonDocument.Parse(row.Tiers).RootElement,
        },
        JsonSerializerOptions.Web);
}
