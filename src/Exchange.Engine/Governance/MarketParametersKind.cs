namespace Exchange.Engine;

/// <summary>A market's parameters. FORMULAS §20.2.</summary>
internal sealed class MarketParametersKind() : RulesKind<MarketParameters>(
[
    Fee("makerFee", nameof(MarketParameters.MakerFee), (in MarketParameters p) => p.MakerFee.Billionths, (ref MarketParameters p, long v) => p.MakerFee = new Rate(v)),
    Fee("takerFee", nameof(MarketParameters.TakerFee), (in MarketParameters p) => p.TakerFee.Billionths, (ref MarketParameters p, long v) => p.TakerFee = new Rate(v)),
    RuleFields<MarketParameters>.LowerTightens(
        "priceBand", nameof(MarketParameters.PriceBand), (in MarketParameters p) => p.PriceBand.Billionths, (ref MarketParameters p, long v) => p.PriceBand = new Rate(v)),
    RuleFields<MarketParameters>.LowerTightens(
        "slippageCap", nameof(MarketParameters.SlippageCap), (in MarketParameters p) => p.SlippageCap.Billionths, (ref MarketParameters p, long v) => p.SlippageCap = new Rate(v)),
    RuleFields<MarketParameters>.LowerTightens(
        "maxOrderQuantity", nameof(MarketParameters.MaxOrderQuantity),
        (in MarketParameters p) => p.MaxOrderQuantity.Lots, (ref MarketParameters p, long v) => p.MaxOrderQuantity = new Quantity(v)),
    RuleFields<MarketParameters>.LowerTightens(
        "maxPositionQuantity", nameof(MarketParameters.MaxPositionQuantity),
        (in MarketParameters p) => p.MaxPositionQuantity.Lots, (ref MarketParameters p, long v) => p.MaxPositionQuantity = new Quantity(v)),
    RuleFields<MarketParameters>.LowerTightens(
        "maxOpenInterest", nameof(MarketParameters.MaxOpenInterest),
        (in MarketParameters p) => p.MaxOpenInterest.Lots, (ref MarketParameters p, long v) => p.MaxOpenInterest = new Quantity(v)),
    RuleFields<MarketParameters>.HigherTightens(
        "minOrderNotional", nameof(MarketParameters.MinOrderNotional),
        (in MarketParameters p) => p.MinOrderNotional.Units, (ref MarketParameters p, long v) => p.MinOrderNotional = new Money(v)),
    RuleFields<MarketParameters>.LowerTightens(
        "maxOpenOrders", nameof(MarketParameters.MaxOpenOrders), (in MarketParameters p) => p.MaxOpenOrders, (ref MarketParameters p, long v) => p.MaxOpenOrders = (int)v),
    new(
        "tiers.maintenanceRate",
        [nameof(MarketParameters.TierCount), "Tiers.NotionalFloor", "Tiers.MaintenanceRate", "Tiers.Reserved"],
        IsRamped: true,
        TierBlend.CompareMaintenance,
        TierBlend.MoveMaintenance),
    new("tiers.maxLeverage", [nameof(MarketParameters.TierCount), "Tiers.NotionalFloor", "Tiers.MaxLeverage"], IsRamped: true, TierBlend.CompareLeverage, TierBlend.MoveLeverage),
])
{
    public override ParameterKind Kind => ParameterKind.Market;

    public override RejectReason Find(State state, int subject) =>
        state.Markets.Find(new MarketId(subject)) is null ? RejectReason.MarketUnknown : RejectReason.None;

    public override bool IsOpenToSetup(State state, int subject) => !state.Markets[subject].HasOpened;

    protected override MarketParameters ReadRules(State state, int subject) => state.Markets[subject].Parameters;

    protected override bool AreValid(State state, int subject, in MarketParameters rules) =>
        MarketParameterRules.AreValid(rules) && state.Markets[subject].Fits(rules);

    protected override void Use(State state, int subject, in MarketParameters rules, in Text64 author, in Text64 reason)
    {
        state.Markets[subject].SetParameters(rules);
        state.Events.Append(new MarketParametersChanged { Market = new MarketId(subject), Parameters = rules, Author = author, Reason = reason });
    }

    /// <summary>A fee: customers have notice of whatever they will pay more; a rebate is money that the venue gives away.</summary>
    private static RuleField<MarketParameters> Fee(string name, string member, ReadField<MarketParameters> read, WriteField<MarketParameters> write) => new(
        name,
        [member],
        IsRamped: false,
        (in MarketParameters present, in MarketParameters wanted) => FeeEffect(read(present), read(wanted)),
        (ref MarketParameters target, in MarketParameters from, in MarketParameters to, int step, int steps) => write(ref target, read(to)));

    private static FieldEffect FeeEffect(long present, long wanted) =>
        wanted == present ? FieldEffect.Unchanged
        : Math.Max(0, wanted) > Math.Max(0, present) || Math.Min(0, wanted) < Math.Min(0, present) ? FieldEffect.Loosening
        : FieldEffect.Neutral;
}
