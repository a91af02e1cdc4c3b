namespace Exchange.Engine;

/// <summary>Where an asset's index comes from. FORMULAS §20.2.</summary>
internal sealed class AssetPriceRulesKind() : RulesKind<AssetPriceRules>(
[
    RuleFields<AssetPriceRules>.HigherTightens("quorum", nameof(AssetPriceRules.Quorum), (in AssetPriceRules r) => r.Quorum, (ref AssetPriceRules r, long v) => r.Quorum = (int)v),
    RuleFields<AssetPriceRules>.LowerTightens(
        "maxDeviation", nameof(AssetPriceRules.MaxDeviation),
        (in AssetPriceRules r) => r.MaxDeviation.Billionths, (ref AssetPriceRules r, long v) => r.MaxDeviation = new Rate(v)),
    RuleFields<AssetPriceRules>.EitherWayWaits(
        "maxVelocity", nameof(AssetPriceRules.MaxVelocity), (in AssetPriceRules r) => r.MaxVelocity.Billionths, (ref AssetPriceRules r, long v) => r.MaxVelocity = new Rate(v)),
    new(
        "sources",
        [
            nameof(AssetPriceRules.SourceCount), "Sources.Name", "Sources.Weight", "Sources.StaleAfter", "Sources.MaxConfidence", "Sources.Reporter",
        ],
        IsRamped: false,
        (in AssetPriceRules present, in AssetPriceRules wanted) => PriceRulesKind.CompareSources(present.AsPriceRules(), wanted.AsPriceRules()),
        (ref AssetPriceRules target, in AssetPriceRules from, in AssetPriceRules to, int step, int steps) =>
        {
            target.SourceCount = to.SourceCount;
            target.Sources = to.Sources;
        }),
])
{
    public override ParameterKind Kind => ParameterKind.AssetPrices;

    public override RejectReason Find(State state, int subject) =>
        state.Assets.Has(new AssetId(subject)) ? RejectReason.None : RejectReason.AssetUnknown;

    /// <summary>An asset without sources counts for nothing yet.</summary>
    public override bool IsOpenToSetup(State state, int subject) => !state.Assets.Collateral(subject).HasSources;

    protected override AssetPriceRules ReadRules(State state, int subject)
    {
        ref readonly var prices = ref state.Assets.Collateral(subject).Prices;
        return new AssetPriceRules
        {
            SourceCount = prices.SourceCount, Quorum = prices.Quorum, MaxDeviation = prices.MaxDeviation, MaxVelocity = prices.MaxVelocity, Sources = prices.Sources,
        };
    }

    protected override bool AreValid(State state, int subject, in AssetPriceRules rules) =>
        new AssetId(subject) != AssetList.Valuation && PriceRulesCheck.SourcesAreValid(rules.AsPriceRules());

    protected override void Use(State state, int subject, in AssetPriceRules rules, in Text64 author, in Text64 reason)
    {
        state.Assets.Collateral(subject).Use(rules.AsPriceRules());
        state.Markets.Moves.NoteAssets();
        state.Events.Append(new AssetPriceRulesChanged { Asset = new AssetId(subject), Rules = rules, Author = author, Reason = reason });
    }
}
