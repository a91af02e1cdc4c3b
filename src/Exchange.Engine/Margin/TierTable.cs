using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>A market's margin tiers, ready for use. FORMULAS §3.</summary>
internal sealed class TierTable
{
    private readonly Tier[] _tiers;

    /// <param name="tiers">Valid tiers, as <see cref="MarketParameterRules"/> demands.</param>
    public TierTable(ReadOnlySpan<MarginTier> tiers)
    {
        _tiers = new Tier[tiers.Length];
        long units = 0;
        long billionths = 0;
        for (var i = 0; i < tiers.Length; i++)
        {
            if (i > 0)
            {
                (units, billionths) = Add(units, billionths, tiers[i].NotionalFloor.Units - tiers[i - 1].NotionalFloor.Units, tiers[i - 1].MaintenanceRate.Billionths);
            }

            _tiers[i] = new Tier(tiers[i].NotionalFloor.Units, tiers[i].MaintenanceRate.Billionths, tiers[i].MaxLeverage, units, billionths);
        }
    }

    /// <summary>The highest leverage of the market, and the default.</summary>
    public int MaxLeverage => _tiers[0].MaxLeverage;

    public int Count => _tiers.Length;

    /// <summary>A tier, from 0: within it maintenance margin is notional × rate − amount.</summary>
    public (long Floor, long Rate, Int128 AmountBillionths) Bracket(int index) =>
        (_tiers[index].Floor, _tiers[index].MaintenanceRate, MaintenanceAmountBillionths(_tiers[index].Floor));

    /// <summary>Where in the table a notional falls, from 0.</summary>
    public int IndexOf(long notional)
    {
        var i = 0;
        while (i + 1 < _tiers.Length && notional >= _tiers[i + 1].Floor)
        {
            i++;
        }

        return i;
    }

    /// <summary>Maintenance margin of a notional, rounded up.</summary>
    public long MaintenanceMargin(long notional)
    {
        ref readonly var tier = ref Of(notional);
        var (units, billionths) = Add(tier.MarginAtFloor, tier.MarginAtFloorBillionths, notional - tier.Floor, tier.MaintenanceRate);
        return billionths > 0 ? units + 1 : units;
    }

    /// <summary>The maintenance amount of a notional's tier: <c>notional × rate − margin</c>, in billionths of a unit. FORMULAS §3.3.</summary>
    public Int128 MaintenanceAmountBillionths(long notional)
    {
        ref readonly var tier = ref Of(notional);
        return ((Int128)tier.Floor * tier.MaintenanceRate) - (((Int128)tier.MarginAtFloor * Rate.One) + tier.MarginAtFloorBillionths);
    }

    /// <summary>The maintenance rate of a notional's tier, in billionths.</summary>
    public long MaintenanceRate(long notional) => Of(notional).MaintenanceRate;

    /// <summary>Initial margin of a notional at a chosen leverage, never less than its tier's; rounded up.</summary>
    /// <param name="notional">Settlement units, not negative.</param>
    /// <param name="leverage">0 for the market's highest.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long InitialMargin(long notional, int leverage)
    {
        var allowed = Of(notional).MaxLeverage;
        return FixedMath.DivCeiling(notional, leverage == 0 || leverage > allowed ? allowed : leverage);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref readonly Tier Of(long notional)
    {
        var tiers = _tiers;
        var i = 0;
        while (i + 1 < tiers.Length && notional >= tiers[i + 1].Floor)
        {
            i++;
        }

        return ref tiers[i];
    }

    /// <summary>Adds amount × rate to a sum kept in units and billionths of a unit, exactly.</summary>
    private static (long Units, long Billionths) Add(long units, long billionths, long amount, long rate)
    {
        var (whole, part) = Math.DivRem(amount, Rate.One);
        var (carry, rest) = Math.DivRem((part * rate) + billionths, Rate.One);
        return (units + (whole * rate) + carry, rest);
    }

    private readonly record struct Tier(long Floor, long MaintenanceRate, int MaxLeverage, long MarginAtFloor, long MarginAtFloorBillionths);
}
