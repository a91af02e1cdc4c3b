using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>One asset as collateral, as its events tell it: its rules, its index, and the terms that margin makes of them.</summary>
internal sealed class CollateralView : ViewOfOne
{
    private volatile CollateralInfo _info;
    private volatile CollateralTerms _terms;

    // The writer's own until the batch's end.
    private CollateralInfo _next;

    public CollateralView(CollateralInfo info)
    {
        _info = _next = info;
        _terms = TermsOf(info);
    }

    /// <summary>As of the last whole batch; needs no lock.</summary>
    public CollateralInfo Info => _info;

    /// <summary>What margin needs, as of the last whole batch; needs no lock.</summary>
    public CollateralTerms Terms => _terms;

    public void Apply(in CollateralRulesChanged changed) => _next = _next with { Rules = new CollateralRulesInfo(changed.Rules) };

    public void Apply(in AssetPriceRulesChanged changed) => _next = _next with { Sources = new PriceRulesInfo(changed.Rules.AsPriceRules()) };

    public void Apply(in AssetIndexChanged changed) => _next = _next with
    {
        Index = changed.Index, IsDegraded = changed.IsDegraded == 1, Used = changed.Used, Deviating = changed.Deviating,
    };

    protected override void EndBatch()
    {
        if (!ReferenceEquals(_next, _info))
        {
            _terms = TermsOf(_next);
            _info = _next;
        }
    }

    private static CollateralTerms TermsOf(CollateralInfo info) =>
        new(info.Asset.Id == AssetList.Valuation, info.Asset.Decimals) { Haircuts = new HaircutTable(info.Rules.Rules.ActiveTiers), Price = info.Index.Thousandths };
}
