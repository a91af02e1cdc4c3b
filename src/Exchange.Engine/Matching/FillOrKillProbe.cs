namespace Exchange.Engine;

/// <summary>Finds out, without changing anything, whether a fill-or-kill order would fill whole. FORMULAS §5.5.</summary>
internal sealed class FillOrKillProbe(State state, MakerRules makers)
{
    private Touched[] _touched = new Touched[16];
    private int _count;

    /// <summary>Walks as the <see cref="Matcher"/> would and counts only what would really fill.</summary>
    public bool WouldFill(Market market, in IncomingOrder incoming)
    {
        _count = 0;
        var needed = incoming.Remaining;
        var opposite = incoming.Side == Side.Buy ? Side.Sell : Side.Buy;
        var walked = 0;
        for (var ticks = market.Book.Best(opposite); ticks != 0 && incoming.Crosses(ticks); ticks = market.Book.NextBehind(opposite, ticks))
        {
            for (var slot = market.Book.OldestAt(opposite, ticks); slot != 0; slot = state.Orders[slot].Next)
            {
                ref var maker = ref state.Orders[slot];
                if (walked++ == Bounds.MaxMatchesPerCommand)
                {
                    return false;
                }

                if (makers.WhyUnmatchable(market, slot, maker) != 0)
                {
                    continue;
                }

                if (state.Accounts[maker.Account].Owner == incoming.Owner)
                {
                    if (incoming.SelfTradePrevention == SelfTradePrevention.ExpireMaker)
                    {
                        continue;
                    }

                    return false;
                }

                needed -= Fillable(market, maker, Math.Min(needed, maker.Remaining));
                if (needed == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>All of <paramref name="lots"/> if the maker would survive its checks, else none.</summary>
    private long Fillable(Market market, in OrderSlot maker, long lots)
    {
        ref var touched = ref Touch(maker, out var isFirst);
        if (maker.IsReduceOnly && !isFirst)
        {
            // An earlier fill of this walk changes the position, and with it this order: neither it nor what follows of its account is certain.
            touched.IsUncertain = true;
        }

        if (touched.IsUncertain || makers.WhyOverextended(market, maker, touched.Position, touched.BalanceChange, lots) != 0)
        {
            return 0;
        }

        var lotValue = maker.PriceTicks * market.TickLotValue;
        touched.BalanceChange += PositionMath.Fill(ref touched.Position, maker.Side == Side.Buy ? lots : -lots, lotValue)
            - ClearingHouse.MakerFee(lots * lotValue, market.Parameters.MakerFee.Billionths);
        return lots;
    }

    private ref Touched Touch(in OrderSlot maker, out bool isFirst)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_touched[i].Account == maker.Account)
            {
                isFirst = false;
                return ref _touched[i];
            }
        }

        if (_count == _touched.Length)
        {
            Array.Resize(ref _touched, _count * 2);
        }

        isFirst = true;
        _touched[_count] = new Touched
        {
            Account = maker.Account,
            Position = state.Accounts.FindPosition(ref state.Accounts[maker.Account], maker.Market),
        };
        return ref _touched[_count++];
    }

    /// <summary>A maker's account as the fills counted so far would leave it.</summary>
    private struct Touched
    {
        public int Account;
        public Position Position;
        public long BalanceChange;
        public bool IsUncertain;
    }
}
