using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

internal sealed record TierBody(string? NotionalFloor, string? MaintenanceRate, int? MaxLeverage);

/// <summary>Market parameters as an operator gives them: all for a new market, any of them for a change.</summary>
internal sealed record ParametersBody(
    string? MakerFee,
    string? TakerFee,
    string? PriceBand,
    string? SlippageCap,
    string? MaxOrderQuantity,
    string? MaxPositionQuantity,
    string? MaxOpenInterest,
    string? MinOrderNotional,
    int? MaxOpenOrders,
    IReadOnlyList<TierBody>? Tiers)
{
    /// <summary>The names of the members that are not given.</summary>
    public IEnumerable<string> Missing() => Members().Where(member => member.Value is null).Select(member => member.Name);

    /// <summary>The names of the members that are given.</summary>
    public IEnumerable<string> Given() => Members().Where(member => member.Value is not null).Select(member => member.Name);

    private (string Name, object? Value)[] Members() =>
        [
            ("makerFee", MakerFee), ("takerFee", TakerFee), ("priceBand", PriceBand), ("slippageCap", SlippageCap), ("maxOrderQuantity", MaxOrderQuantity),
            ("maxPositionQuantity", MaxPositionQuantity), ("maxOpenInterest", MaxOpenInterest), ("minOrderNotional", MinOrderNotional),
            ("maxOpenOrders", MaxOpenOrders), ("tiers", Tiers),
        ];

    /// <summary>The present parameters with those replaced that are given. How they relate to each other is for the engine to judge.</summary>
    public MarketParameters ApplyTo(MarketParameters present, DecimalStep lot, AssetInfo settlement)
    {
        var unit = DecimalText.UnitOf(settlement);
        present.MakerFee = MakerFee is null ? present.MakerFee : new Rate(Fields.SignedSteps("makerFee", MakerFee, Amount.Billionth));
        present.TakerFee = TakerFee is null ? present.TakerFee : new Rate(Fields.Steps("takerFee", TakerFee, Amount.Billionth));
        present.PriceBand = PriceBand is null ? present.PriceBand : new Rate(Fields.Steps("priceBand", PriceBand, Amount.Billionth));
        present.SlippageCap = SlippageCap is null ? present.SlippageCap : new Rate(Fields.Steps("slippageCap", SlippageCap, Amount.Billionth));
        present.MaxOrderQuantity = Lots("maxOrderQuantity", MaxOrderQuantity, lot, present.MaxOrderQuantity);
        present.MaxPositionQuantity = Lots("maxPositionQuantity", MaxPositionQuantity, lot, present.MaxPositionQuantity);
        present.MaxOpenInterest = Lots("maxOpenInterest", MaxOpenInterest, lot, present.MaxOpenInterest);
        present.MinOrderNotional = MinOrderNotional is null ? present.MinOrderNotional : new Money(Fields.Steps("minOrderNotional", MinOrderNotional, unit));
        present.MaxOpenOrders = MaxOpenOrders ?? present.MaxOpenOrders;
        if (Tiers is not null)
        {
            present.SetTiers(TiersOf(unit));
        }

        return present;
    }

    private MarginTier[] TiersOf(DecimalStep unit)
    {
        if (Tiers!.Count is 0 or > MarginTiers.Capacity)
        {
            throw Fields.Invalid("tiers", $"an array of 1 to {MarginTiers.Capacity} tiers");
        }

        return [.. Tiers.Select((tier, index) => new MarginTier(
            new Money(Fields.Steps($"tiers[{index}].notionalFloor", tier?.NotionalFloor ?? throw Fields.Missing($"tiers[{index}].notionalFloor"), unit)),
            new Rate(Fields.Steps($"tiers[{index}].maintenanceRate", tier.MaintenanceRate ?? throw Fields.Missing($"tiers[{index}].maintenanceRate"), Amount.Billionth)),
            tier.MaxLeverage ?? throw Fields.Missing($"tiers[{index}].maxLeverage")))];
    }

    private static Quantity Lots(string field, string? text, DecimalStep lot, Quantity present) =>
        text is null ? present : new Quantity(Fields.Steps(field, text, lot));
}
