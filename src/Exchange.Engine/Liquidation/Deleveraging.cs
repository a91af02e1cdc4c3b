namespace Exchange.Engine;

/// <summary>What is to be closed by force: lots of an account's position, for a value in all.</summary>
/// <param name="Market">The market.</param>
/// <param name="Liquidation">For whose sake; none for the backstop's own.</param>
/// <param name="Account">Whose position.</param>
/// <param name="Lots">How many.</param>
/// <param name="Value">What they change hands for in all, in settlement units.</param>
/// <param name="Concession">How much less than at mark that leaves the other side, in settlement units; negative if it gains.</param>
internal readonly record struct ForcedClosing(Market Market, LiquidationId Liquidation, AccountId Account, long Lots, long Value, long Concession);

/// <summary>
/// Closes a position against those who hold the other side, when neither the book nor the house takes it: out of their profit, never out of
/// what they put in. FORMULAS §14.5, §14.6.
/// </summary>
internal sealed class Deleveraging(State state, TriggerIndex index, PositionTransfers transfers)
{
    private readonly List<int> _holders = [];
    private Counterparty[] _parties = new Counterparty[16];
    private Claim[] _claims = new Claim[16];
    private int _count;

    /// <summary>Closes as many lots as the profits on the other side bear.</summary>
    /// <returns>The lots that were closed.</returns>
    public long Close(in ForcedClosing closing)
    {
        Gather(closing);
        var lots = closing.Market.LiquidationRules.Deleveraging switch
        {
            DeleveragingMethod.SharedByProfit => ShareByOwner(closing.Lots),
            DeleveragingMethod.RankedByProfitTimesLeverage => TakeByRank(closing.Lots),
        };
        Settle(closing);
        return lots;
    }

    /// <summary>Closes lots against all on the other side in proportion to what they hold; at mark, so that nobody loses by it.</summary>
    /// <returns>The lots that were closed.</returns>
    public long CloseAtMark(in ForcedClosing closing)
    {
        Gather(closing);
        foreach (ref var party in _parties.AsSpan(0, _count))
        {
            party.Weight = party.Lots;
            party.Cap = party.Lots;
        }

        var lots = ShareByOwner(closing.Lots);
        Settle(closing);
        return lots;
    }

    /// <summary>What part of the other side, by the order in which it would be closed, stands before a position: 0 nearest, in hundredths.</summary>
    public int QuantileOf(Market market, int account, bool isLong)
    {
        var closing = new ForcedClosing(market, default, default, Lots: 1, Value: 0, Concession: 0);
        Gather(closing, isLong);
        Int128 own = 0;
        Int128 ahead = 0;
        Int128 all = 0;
        foreach (ref var party in _parties.AsSpan(0, _count))
        {
            own = party.Account == account ? party.Score : own;
        }

        foreach (ref var party in _parties.AsSpan(0, _count))
        {
            all += party.Lots;
            ahead += party.Score > own ? party.Lots : 0;
        }

        return all == 0 ? 100 : (int)(ahead * 100 / all);
    }

    private void Gather(in ForcedClosing closing)
    {
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[closing.Account.Value], closing.Market.Id.Value);
        Gather(closing, isLong: position.Size < 0);
    }

    /// <summary>Lists the holders of a side; of very many those with the largest profits.</summary>
    private void Gather(in ForcedClosing closing, bool isLong)
    {
        index.HoldersOf(closing.Market, isLong, _holders);
        _count = 0;
        foreach (var account in _holders)
        {
            if (account >= AccountId.FirstCustomer)
            {
                Add(closing, account);
            }
        }

        if (_count > Bounds.MaxCounterparties)
        {
            _parties.AsSpan(0, _count).Sort(static (a, b) => b.Weight.CompareTo(a.Weight) is var order and not 0 ? order : a.Account.CompareTo(b.Account));
            _count = Bounds.MaxCounterparties;
            _parties.AsSpan(0, _count).Sort(static (a, b) => a.Account.CompareTo(b.Account));
        }
    }

    private void Add(in ForcedClosing closing, int account)
    {
        var market = closing.Market;
        ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market.Id.Value);
        var unit = TriggerIndex.UnitOf(account, position);
        var risk = state.Units.Risk(unit);
        var profit = MarginRules.UnrealizedPnl(market.Margin, position);

        // Whoever is hedged elsewhere has little profit on the whole, and is touched last.
        var own = state.Units.InSettlement(unit, market, Math.Min(risk.UnrealizedPnl, risk.Equity));
        var weight = Math.Max(0, Math.Min(profit, own));
        var lots = Math.Abs(position.Size);
        var cap = closing.Concession <= 0 ? lots : (long)Int128.Min(lots, (Int128)weight * closing.Lots / closing.Concession);
        if (_count == _parties.Length)
        {
            Array.Resize(ref _parties, _count * 2);
        }

        _parties[_count++] = new Counterparty
        {
            Account = account,
            Owner = state.Accounts[account].Owner,
            Lots = lots,
            Weight = weight,
            Cap = cap,
            Score = DeleveragingScore.Of(weight, Math.Abs(position.Cost), MarginRules.Notional(market.Margin, position), state.Units.InSettlement(unit, market, risk.Equity)),
        };
    }

    /// <summary>Shares out among owners first, so that nobody gains by splitting a position over accounts, then among each owner's accounts.</summary>
    private long ShareByOwner(long lots)
    {
        var parties = _parties.AsSpan(0, _count);
        parties.Sort(static (a, b) => a.Owner.CompareTo(b.Owner) is var order and not 0 ? order : a.Account.CompareTo(b.Account));
        var owners = 0;
        for (var i = 0; i < _count; i++)
        {
            if (i == 0 || parties[i].Owner != parties[i - 1].Owner)
            {
                Claim(owners++) = new Claim { Key = parties[i].Owner, Index = i };
            }

            ref var claim = ref _claims[owners - 1];
            claim.Weight += parties[i].Weight;
            claim.Cap += parties[i].Weight > 0 ? parties[i].Cap : 0;
        }

        var shared = WaterFill.Share(_claims.AsSpan(0, owners), lots);
        var shares = _claims.AsSpan(0, owners).ToArray();
        foreach (var share in shares)
        {
            ShareWithin(share);
        }

        return shared;
    }

    private void ShareWithin(in Claim share)
    {
        var accounts = 0;
        for (var i = share.Index; i < _count && _parties[i].Owner == share.Key; i++)
        {
            Claim(accounts++) = new Claim { Key = _parties[i].Account, Index = i, Weight = _parties[i].Weight, Cap = _parties[i].Cap };
        }

        WaterFill.Share(_claims.AsSpan(0, accounts), share.Taken);
        foreach (ref var claim in _claims.AsSpan(0, accounts))
        {
            _parties[claim.Index].Taken = claim.Taken;
        }
    }

    private long TakeByRank(long lots)
    {
        var parties = _parties.AsSpan(0, _count);
        parties.Sort(static (a, b) => b.Score.CompareTo(a.Score) is var order and not 0 ? order : a.Account.CompareTo(b.Account));
        var rest = lots;
        foreach (ref var party in parties)
        {
            party.Taken = party.Weight > 0 ? Math.Min(rest, party.Cap) : 0;
            rest -= party.Taken;
        }

        return lots - rest;
    }

    /// <summary>Closes what everybody was allotted, in order of account; the values add up to the whole to the unit.</summary>
    private void Settle(in ForcedClosing closing)
    {
        var parties = _parties.AsSpan(0, _count);
        parties.Sort(static (a, b) => a.Account.CompareTo(b.Account));
        long lots = 0;
        long value = 0;
        foreach (ref var party in parties)
        {
            if (party.Taken > 0)
            {
                lots += party.Taken;
                var upTo = FixedMath.MulDivFloor(closing.Value, lots, closing.Lots);
                transfers.Transfer(
                    closing.Market, closing.Liquidation, closing.Account, new AccountId(party.Account), party.Taken, upTo - value, PositionTransferReason.Deleverage);
                value = upTo;
            }
        }
    }

    private ref Claim Claim(int place)
    {
        if (place == _claims.Length)
        {
            Array.Resize(ref _claims, place * 2);
        }

        return ref _claims[place];
    }

    private struct Counterparty
    {
        public int Account;
        public int Owner;
        public long Lots;

        /// <summary>The profit that counts, in settlement units.</summary>
        public long Weight;

        /// <summary>The most lots that can be closed without taking more than that.</summary>
        public long Cap;

        public long Taken;
        public Int128 Score;
    }
}
