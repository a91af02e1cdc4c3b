namespace Exchange.Engine;

/// <summary>How an asset counts as collateral: to list one, or to let more of it count, takes two keys. FORMULAS §20.2.</summary>
internal sealed class CollateralRulesKind() : RulesKind<CollateralRules>(
[
    RuleFields<CollateralRules>.Number(
        "depositCap", nameof(CollateralRules.DepositCap), isRamped: false,
        (in CollateralRules r) => r.DepositCap.Units, (ref CollateralRules r, long v) => r.DepositCap = new Money(v),
        ifLower: FieldEffect.Tightening, ifHigher: FieldEffect.Loosening),
    RuleFields<CollateralRules>.EitherWayWaits(
        "conversionPenalty", nameof(CollateralRules.ConversionPenalty),
        (in CollateralRules r) => r.ConversionPenalty.Billionths, (ref CollateralRules r, long v) => r.ConversionPenalty = new Rate(v)),
    RuleFields<CollateralRules>.Number(
        "debtLimit", nameof(CollateralRules.DebtLimit), isRamped: true,
        (in CollateralRules r) => r.DebtLimit.Units, (ref CollateralRules r, long v) => r.DebtLimit = new Money(v),
        ifLower: FieldEffect.RampedTightening, ifHigher: FieldEffect.Loosening),
    new("tiers.weight", [nameof(CollateralRules.TierCount), "Tiers.Floor", "Tiers.Weight"], IsRamped: true, CompareWeights, MoveWeights),
])
{
    public override ParameterKind Kind => ParameterKind.Collateral;

    public override RejectReason Find(State state, int subject) =>
        state.Assets.Has(new AssetId(subject)) ? RejectReason.None : RejectReason.AssetUnknown;

    /// <summary>A venue is set up until its first market opens.</summary>
    public override bool IsOpenToSetup(State state, int subject)
    {
        for (var market = 1; market <= state.Markets.Count; market++)
        {
            if (state.Markets[market].HasOpened)
            {
                return false;
            }
        }

        return true;
    }

    protected override CollateralRules ReadRules(State state, int subject) => state.Assets.Collateral(subject).Rules;

    protected override bool AreValid(State state, int subject, in CollateralRules rules)
    {
        var collateral = state.Assets.Collateral(subject);
        var supply = -state.Ledger.Balance(AccountId.External, new AssetId(subject));
        return CollateralRulesCheck.AreValid(rules, collateral.Terms.IsValuation)
            && CollateralRulesCheck.MayFollow(collateral, rules, supply, state.Assets.WholeValuationUnit, state.Now.Microseconds);
    }

    protected override void Use(State state, int subject, in CollateralRules rules, in Text64 author, in Text64 reason)
    {
        var collateral = state.Assets.Collateral(subject);
        if (collateral.Rules.TierCount == 0 || rules.DepositCap.Units > collateral.Rules.DepositCap.Units)
        {
            collateral.State.CapRaisedAt = state.Now.Microseconds;
        }

        collateral.Use(rules);
        state.Markets.Moves.NoteAssets();
        state.Events.Append(new CollateralRulesChanged { Asset = new AssetId(subject), Rules = rules, Author = author, Reason = reason });
    }

    private static FieldEffect CompareWeights(in CollateralRules present, in CollateralRules wanted)
    {
        var effect = FieldEffect.Unchanged;
        foreach (var floor in Floors(present, wanted))
        {
            var (old, other) = (WeightAt(present, floor), WeightAt(wanted, floor));
            if (other > old)
            {
                return FieldEffect.Loosening;
            }

            effect = other < old ? FieldEffect.RampedTightening : effect;
        }

        return effect;
    }

    /// <summary>As a function of the amount; what lies between two tables has the floors of both. Too many of them make rules that are not valid.</summary>
    private static void MoveWeights(ref CollateralRules target, in CollateralRules from, in CollateralRules to, int step, int steps)
    {
        if (step == steps || !AreTables(from, to))
        {
            target.TierCount = to.TierCount;
            target.Tiers = to.Tiers;
            return;
        }

        var tiers = default(CollateralTiers);
        var count = 0;
        foreach (var floor in Floors(from, to))
        {
            var weight = Ramp.Between(WeightAt(from, floor), WeightAt(to, floor), step, steps);
            if (count > 0 && tiers[count - 1].Weight.Billionths == weight)
            {
                continue;
            }

            if (count == CollateralTiers.Capacity)
            {
                target.TierCount = -1;
                return;
            }

            tiers[count++] = new CollateralTier(new Money(floor), new Rate(weight));
        }

        target.TierCount = count;
        target.Tiers = tiers;
    }

    private static bool AreTables(in CollateralRules a, in CollateralRules b) =>
        a.TierCount is >= 0 and <= CollateralTiers.Capacity && b.TierCount is >= 0 and <= CollateralTiers.Capacity;

    private static SortedSet<long> Floors(in CollateralRules a, in CollateralRules b)
    {
        var floors = new SortedSet<long>();
        foreach (ref readonly var tier in a.ActiveTiers)
        {
            floors.Add(tier.Floor.Units);
        }

        foreach (ref readonly var tier in b.ActiveTiers)
        {
            floors.Add(tier.Floor.Units);
        }

        return floors;
    }

    /// <summary>What the part of an amount that begins here counts, in billionths; nothing if the asset is no collateral.</summary>
    private static long WeightAt(in CollateralRules rules, long amount)
    {
        long weight = 0;
        foreach (ref readonly var tier in rules.ActiveTiers)
        {
            weight = amount >= tier.Floor.Units ? tier.Weight.Billionths : weight;
        }

        return weight;
    }
}
