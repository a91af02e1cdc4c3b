namespace Exchange.Engine;

/// <summary>
/// Margin tiers as two functions of the notional, the maintenance rate and the highest leverage, each of which is compared and moved by itself.
/// What stands between two tables has the floors of both. FORMULAS §20.4.
/// </summary>
internal static class TierBlend
{
    public static FieldEffect CompareMaintenance(in MarketParameters present, in MarketParameters wanted)
    {
        var effect = FieldEffect.Unchanged;
        foreach (var (old, other) in Pairs(present, wanted))
        {
            if (other.MaintenanceRate.Billionths < old.MaintenanceRate.Billionths)
            {
                return FieldEffect.Loosening;
            }

            if (other.MaintenanceRate.Billionths > old.MaintenanceRate.Billionths)
            {
                effect = FieldEffect.RampedTightening;
            }
        }

        return effect;
    }

    public static FieldEffect CompareLeverage(in MarketParameters present, in MarketParameters wanted)
    {
        var effect = FieldEffect.Unchanged;
        foreach (var (old, other) in Pairs(present, wanted))
        {
            if (other.MaxLeverage > old.MaxLeverage)
            {
                return FieldEffect.Loosening;
            }

            if (other.MaxLeverage < old.MaxLeverage)
            {
                effect = FieldEffect.Tightening;
            }
        }

        return effect;
    }

    public static void MoveMaintenance(ref MarketParameters target, in MarketParameters from, in MarketParameters to, int step, int steps)
    {
        if (!AreTables(target, from, to))
        {
            target.TierCount = 0;
            return;
        }

        var builder = new Builder();
        var present = target;
        foreach (var floor in Floors(present, from, to))
        {
            var rate = Ramp.Between(At(from, floor).MaintenanceRate.Billionths, At(to, floor).MaintenanceRate.Billionths, step, steps);
            builder.Add(floor, rate, At(present, floor).MaxLeverage);
        }

        builder.WriteTo(ref target);
    }

    /// <summary>Where leverage falls it falls with the first step; where it rises it stays below what the maintenance rate leaves room for.</summary>
    public static void MoveLeverage(ref MarketParameters target, in MarketParameters from, in MarketParameters to, int step, int steps)
    {
        if (!AreTables(target, from, to))
        {
            target.TierCount = 0;
            return;
        }

        var builder = new Builder();
        var present = target;
        foreach (var floor in Floors(present, from, to))
        {
            var wanted = At(to, floor).MaxLeverage;
            var rate = At(present, floor).MaintenanceRate.Billionths;
            var leverage = Ramp.Between(Math.Min(At(from, floor).MaxLeverage, wanted), wanted, step, steps);
            builder.Add(floor, rate, step == steps || rate <= 0 ? wanted : (int)Math.Min(leverage, (Rate.One - 1) / rate));
        }

        builder.WriteTo(ref target);
    }

    /// <summary>Whether they can be looked into at all; what cannot makes parameters that are not valid.</summary>
    private static bool AreTables(in MarketParameters a, in MarketParameters b, in MarketParameters c) => IsTable(a) && IsTable(b) && IsTable(c);

    private static bool IsTable(in MarketParameters parameters) => parameters.TierCount is > 0 and <= MarginTiers.Capacity;

    private static List<(MarginTier Present, MarginTier Wanted)> Pairs(in MarketParameters present, in MarketParameters wanted)
    {
        var pairs = new List<(MarginTier, MarginTier)>();
        foreach (var floor in Floors(present, wanted, wanted))
        {
            pairs.Add((At(present, floor), At(wanted, floor)));
        }

        return pairs;
    }

    private static SortedSet<long> Floors(in MarketParameters a, in MarketParameters b, in MarketParameters c)
    {
        var floors = new SortedSet<long>();
        Collect(floors, a);
        Collect(floors, b);
        Collect(floors, c);
        return floors;
    }

    private static void Collect(SortedSet<long> floors, in MarketParameters parameters)
    {
        foreach (ref readonly var tier in parameters.ActiveTiers)
        {
            floors.Add(tier.NotionalFloor.Units);
        }
    }

    private static MarginTier At(in MarketParameters parameters, long notional)
    {
        var tiers = parameters.ActiveTiers;
        var i = 0;
        while (i + 1 < tiers.Length && notional >= tiers[i + 1].NotionalFloor.Units)
        {
            i++;
        }

        return tiers[i];
    }

    /// <summary>Collects tiers, leaving those out that say what the one below says. Too many of them make parameters that are not valid.</summary>
    private sealed class Builder
    {
        private readonly List<MarginTier> _tiers = [];

        public void Add(long floor, long rate, int leverage)
        {
            if (_tiers.Count == 0 || _tiers[^1].MaintenanceRate.Billionths != rate || _tiers[^1].MaxLeverage != leverage)
            {
                _tiers.Add(new MarginTier(new Money(floor), new Rate(rate), leverage));
            }
        }

        public void WriteTo(ref MarketParameters target)
        {
            if (_tiers.Count > MarginTiers.Capacity)
            {
                target.TierCount = 0;
                return;
            }

            target.SetTiers(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tiers));
        }
    }
}
