using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>An account in a market: its position and the sums over its open orders there. Two cache lines; the first has what margin needs.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal struct Position
{
    /// <summary>The market; 0 if this place is free.</summary>
    public ushort Market;

    /// <summary>1 if the position is margined by <see cref="IsolatedMargin"/> alone, with nothing else of the account at stake.</summary>
    public ushort IsIsolated;

    /// <summary>The leverage the account chose; 0 means the market's highest.</summary>
    public int Leverage;

    /// <summary>Signed lots.</summary>
    public long Size;

    /// <summary>Signed cost in settlement units; of the other sign than the size in an inverse market. FORMULAS §1.2.</summary>
    public long Cost;

    /// <summary>Lots of open bids that are not reduce-only.</summary>
    public long BidLots;

    /// <summary>Σ lots × limit of those bids, in tick·lots; in an inverse market Σ lots × <see cref="Contract.Weight"/>.</summary>
    public long BidTickLots;

    /// <summary>Lots of open asks that are not reduce-only.</summary>
    public long AskLots;

    /// <summary>Σ lots × limit of those asks.</summary>
    public long AskTickLots;

    /// <summary>Σ lots × max(limit, mark when entered) of those asks; in an inverse market Σ lots × weight at the lower of both, of the bids.</summary>
    public long AskMarginTickLots;

    /// <summary>Lots of open reduce-only orders; they are all on the side that closes the position.</summary>
    public long ReduceOnlyLots;

    /// <summary>Profit and loss realized since the position was last flat.</summary>
    public long RealizedPnl;

    /// <summary>The newest open order here; 0 for none.</summary>
    public int NewestOrder;

    public int OpenOrders;

    /// <summary>The next overflow position of the account; 0 for none.</summary>
    public int NextOverflow;

    /// <summary>
    /// The last mark price, against the position, at which its margin unit need not be looked at: the lowest for a long, the highest for a short.
    /// 0 while there is none. FORMULAS §14.1.
    /// </summary>
    public int SafeTicks;

    /// <summary>The market's cumulative funding index up to which funding has been settled.</summary>
    public Int128 FundingIndex;

    /// <summary>Settlement units set aside for this position; the ledger holds them in <see cref="AccountId.IsolatedMargins"/>.</summary>
    public long IsolatedMargin;

    /// <summary>Lots by which fills on this side can bring the position nearer to zero, at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long ClosableBy(Side side) => side == Side.Buy ? Math.Max(0, -Size) : Math.Max(0, Size);

    /// <summary>Lots of open orders on a side that are not reduce-only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly long OpenLots(Side side) => side == Side.Buy ? BidLots : AskLots;

    /// <summary>Whether the place holds nothing worth keeping.</summary>
    public readonly bool IsIdle => Size == 0 && OpenOrders == 0 && Leverage == 0 && IsIsolated == 0;
}

/// <summary>The first positions of an account, in place.</summary>
[InlineArray(Count)]
internal struct InlinePositions
{
    public const int Count = 4;

    private Position _first;
}

/// <summary>The markets of an account's inline positions, 16 bits each; 0 for a free place.</summary>
internal struct InlineMarkets
{
    private const ulong Ones = 0x0001_0001_0001_0001;
    private ulong _markets;

    public readonly int this[int index] => unchecked((ushort)(_markets >> (16 * index)));

    /// <summary>The place of a market (not 0) without a branch; <see cref="InlinePositions.Count"/> if it has none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int IndexOf(int market)
    {
        unchecked
        {
            // A lane becomes 0 where the market is; the lowest lane that borrows is the first that was 0.
            var different = _markets ^ ((ulong)(uint)market * Ones);
            var zero = (different - Ones) & ~different & (Ones << 15);
            return System.Numerics.BitOperations.TrailingZeroCount(zero) >> 4;
        }
    }

    public void Set(int index, int market)
    {
        var shift = 16 * index;
        _markets = (_markets & ~(0xFFFFUL << shift)) | ((ulong)(uint)market << shift);
    }
}

/// <summary>The balances of an account in the first assets, in place.</summary>
[InlineArray(Count)]
internal struct InlineBalances
{
    public const int Count = 4;

    private long _first;
}
