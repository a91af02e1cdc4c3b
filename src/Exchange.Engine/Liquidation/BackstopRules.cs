using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>How much the backstop may take over: its own capital bears it, and nothing else does. FORMULAS §14.4.</summary>
internal sealed class BackstopRules(State state)
{
    /// <summary>Lots of a position that the backstop may take over: what makes its own position smaller, and beyond that within its share of open interest and its equity.</summary>
    /// <param name="market">The market.</param>
    /// <param name="signedLots">The position, with its sign.</param>
    /// <param name="gain">What it would gain at mark on all the lots, in valuation units; not negative.</param>
    public long Capacity(Market market, long signedLots, long gain)
    {
        var lots = Math.Abs(signedLots);
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[AccountId.Backstop.Value], market.Id.Value);
        var held = Unsafe.IsNullRef(ref position) ? 0 : signedLots > 0 ? position.Size : -position.Size;
        var free = Math.Min(lots, Math.Max(0, -held));
        var largest = FixedMath.MulDivFloor(market.OpenInterest, market.LiquidationRules.BackstopShare.Billionths, Rate.One);
        var most = Math.Min(lots, Math.Max(free, largest - held));

        // More lots never leave more: halving finds the most that equity bears.
        var (can, cannot) = (free, most + 1);
        while (cannot - can > 1)
        {
            var middle = can + ((cannot - can) >> 1);
            (can, cannot) = Bears(market, signedLots > 0 ? held + middle : -(held + middle), FixedMath.MulDivFloor(gain, middle, lots)) ? (middle, cannot) : (can, middle);
        }

        return can;
    }

    /// <summary>Whether its equity would be at least twice its maintenance margin.</summary>
    private bool Bears(Market market, long signedSize, long gain)
    {
        var risk = state.Risk.Cross(AccountId.Backstop);
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[AccountId.Backstop.Value], market.Id.Value);
        var terms = state.Assets.Terms(market.SettlementAsset.Value);
        var before = Unsafe.IsNullRef(ref position) ? 0 : terms.ValueCeiling(MarginRules.MaintenanceMargin(market.Margin, position));
        var after = terms.ValueCeiling(market.Margin.Tiers.MaintenanceMargin(Contract.NotionalAtMark(market.Margin, Math.Abs(signedSize))));
        return (Int128)risk.Equity + gain >= 2 * ((Int128)risk.MaintenanceMargin - before + after);
    }
}
