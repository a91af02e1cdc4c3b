namespace Exchange.Engine;

/// <summary>Finds out, without changing anything, whether a fill-or-kill order would fill whole. FORMULAS §5.5.</summary>
internal sealed class FillOrKillProbe(State state, MakerRules makers)
{
    private Touched[] _touched = new Touched[16];
    private int _count;
    private int[] _passed = new int[16];
    private int _passedCount;

    /// <summary>Walks as the <see cref="Matcher"/> would and counts only what would really fill.</summary>
    public bool WouldFill(Market market, in IncomingOrder incoming)
    {
        _count = 0;
        _passedCount = 0;
        var needed = incoming.Remaining;
        var opposite = incoming.Side == Side.Buy ? Side.Sell : Side.Buy;
        var walked = 0;
        for (var ticks = market.Book.Best(opposite); ticks != 0 && incoming.Crosses(ticks); ticks = market.Book.NextBehind(opposite, ticks))
        {
            for (var slot = market.Book.OldestAt(opposite, ticks); slot != 0; slot = state.Orders[slot].Next)
            {
                ref var maker = ref state.Orders[slot];
                ref var touched = ref Touch(market, maker);
                var remaining = maker.IsReduceOnly ? ReducibleRest(slot, maker, touched) : maker.Remaining;
                if (remaining == 0)
                {
                    // Earlier fills of this walk would have canceled it.
                    continue;
                }

                if (walked++ == Bounds.MaxMatchesPerCommand)
                {
                    return false;
                }

                var unmatchable = makers.WhyUnmatchable(market, slot, maker);
                if (unmatchable == CancelReason.Expired && maker.IsReduceOnly)
                {
                    // Canceling it would free its share for younger orders only if no earlier fill had shrunk them: rather kill than guess.
                    return false;
                }

                if (unmatchable != 0)
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

                needed -= Fillable(market, maker, ref touched, Math.Min(needed, remaining));
                if (needed == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>All of <paramref name="lots"/> if the maker would survive its checks, else none.</summary>
    private long Fillable(Market market, in OrderSlot maker, ref Touched touched, long lots)
    {
        if (makers.WhyOverextended(market, maker, touched.Position, touched.BalanceChange, lots) != 0)
        {
            return 0;
        }

        var notional = Contract.Value(market.Margin, lots, maker.PriceTicks);
        var balance = touched.Position.IsIsolated == 0 ? 0 : state.Ledger.Balance(new AccountId(maker.Account), market.SettlementAsset) + touched.BalanceChange;
        touched.BalanceChange += IsolatedMargin.Fill(
            market.Margin,
            ref touched.Position,
            maker.Side == Side.Buy ? lots : -lots,
            notional,
            ClearingHouse.MakerFee(notional, market.Parameters.MakerFee.Billionths),
            balance);
        return lots;
    }

    /// <summary>What earlier fills of the walk would have left of a reduce-only order: older ones that still rest keep theirs first.</summary>
    private long ReducibleRest(int slot, in OrderSlot maker, in Touched touched)
    {
        var rest = touched.Position.ClosableBy(maker.Side);
        for (var older = maker.OlderOfAccount; older != 0 && rest > 0; older = state.Orders[older].OlderOfAccount)
        {
            if (state.Orders[older].IsReduceOnly && !_passed.AsSpan(0, _passedCount).Contains(older))
            {
                rest -= Math.Min(rest, state.Orders[older].Remaining);
            }
        }

        Pass(slot);
        return Math.Min(rest, maker.Remaining);
    }

    /// <summary>The walk leaves this reduce-only order behind, filled or canceled.</summary>
    private void Pass(int slot)
    {
        if (_passedCount == _passed.Length)
        {
            Array.Resize(ref _passed, _passedCount * 2);
        }

        _passed[_passedCount++] = slot;
    }

    private ref Touched Touch(Market market, in OrderSlot maker)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_touched[i].Account == maker.Account)
            {
                return ref _touched[i];
            }
        }

        if (_count == _touched.Length)
        {
            Array.Resize(ref _touched, _count * 2);
        }

        _touched[_count] = new Touched
        {
            Account = maker.Account,
            Position = state.Accounts.FindPosition(ref state.Accounts[maker.Account], maker.Market),
        };
        ref var touched = ref _touched[_count++];
        touched.BalanceChange = FundingSettlement.SettleTrial(market, ref touched.Position);
        return ref touched;
    }

    /// <summary>A maker's account as the fills counted so far would leave it.</summary>
    private struct Touched
    {
        public int Account;
        public Position Position;
        public long BalanceChange;
    }
}
