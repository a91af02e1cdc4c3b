using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>What must be true after every command. Recomputes from the parts; slow, for tests, audits and recovery.</summary>
internal static class Invariants
{
    /// <exception cref="InvariantViolatedException">One does not hold.</exception>
    public static void Check(State state)
    {
        MoneyIsConserved(state);
        PendingWithdrawalsAreHeld(state);
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            PositionsCancelOut(state, state.Markets[id]);
            BookIsSound(state, state.Markets[id]);
        }

        FundingInvariants.Check(state);

        for (var id = AccountId.FirstCustomer; id < state.Accounts.NextId; id++)
        {
            SumsEqualOrders(state, id);
        }

        RulesAreWithinBounds(state);
    }

    /// <summary>No rules are ever outside the bounds in code, and no two changes of one field are on their way.</summary>
    private static void RulesAreWithinBounds(State state)
    {
        Invariant.That(!state.IsInitialized || VenueRulesKind.AreValid(state.Proposals.Profile, state.Proposals.Rules));
        for (var id = 1; id <= state.Markets.Count; id++)
        {
            Invariant.That(MarketParameterRules.AreValid(state.Markets[id].Parameters));
            Invariant.That(BreakerRulesCheck.AreValid(state.Markets[id].Breakers.Rules));
            Invariant.That(!state.Markets[id].Prices.HasSources || PriceRulesCheck.AreValid(state.Markets[id].Prices.Rules));
        }

        var pending = state.Proposals.Pending;
        for (var i = 0; i < pending.Length; i++)
        {
            Invariant.That(pending[i].Step < pending[i].StepCount && pending[i].Fields != 0 && pending[i].DueAt >= state.Proposals.NextDue);
            for (var j = 0; j < i; j++)
            {
                Invariant.That(pending[j].Id < pending[i].Id);
                Invariant.That(pending[j].Kind != pending[i].Kind || pending[j].Subject != pending[i].Subject || (pending[j].Fields & pending[i].Fields) == 0);
            }
        }
    }

    /// <summary>Nobody is overlooked, and everybody stands within bounds that hold, or is watched, or is being liquidated.</summary>
    /// <exception cref="InvariantViolatedException">One does not hold.</exception>
    public static void CheckLiquidations(State state, TriggerIndex triggers)
    {
        var overlooked = new List<FoundUnit>();
        triggers.FindAll(overlooked);
        Invariant.That(overlooked.Count == 0);
        Invariant.That(triggers.IsSound());
        for (var i = 0; i < state.Liquidations.Count; i++)
        {
            ref var open = ref state.Liquidations.At(i);
            Invariant.That(open.Account == 0 || state.Liquidations.Has(open.Unit));
        }
    }

    /// <summary>Per asset all balances add up to zero, and the clearing account owes exactly the open cost.</summary>
    private static void MoneyIsConserved(State state)
    {
        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            Int128 total = 0;
            Int128 cost = 0;
            Int128 isolated = 0;
            for (var account = 1; account < state.Accounts.NextId; account++)
            {
                total += state.Accounts.Balance(account, asset);
            }

            for (var market = 1; market <= state.Markets.Count; market++)
            {
                cost += state.Markets[market].SettlementAsset.Value == asset ? OpenCost(state, market) : 0;
                isolated += state.Markets[market].SettlementAsset.Value == asset ? IsolatedMargins(state, market) : 0;
            }

            Invariant.That(total == 0);
            Invariant.That(state.Accounts.Balance(AccountId.Clearing.Value, asset) == -cost);
            Invariant.That(state.Accounts.Balance(AccountId.IsolatedMargins.Value, asset) == isolated);
            Invariant.That(state.Accounts.Balance(AccountId.External.Value, asset) <= 0);
            Invariant.That(state.Accounts.Balance(AccountId.Fees.Value, asset) >= 0);
            Invariant.That(state.Accounts.Balance(AccountId.InsuranceFund.Value, asset) >= 0);
        }
    }

    /// <summary>What waits to leave is what the ledger holds for it, in each asset.</summary>
    private static void PendingWithdrawalsAreHeld(State state)
    {
        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            Int128 pending = 0;
            for (var id = 1; id <= state.Withdrawals.Count; id++)
            {
                ref readonly var withdrawal = ref state.Withdrawals[id];
                pending += withdrawal.Asset.Value == asset && withdrawal.Status == WithdrawalStatus.Pending ? withdrawal.Amount : 0;
            }

            Invariant.That(state.Accounts.Balance(AccountId.PendingWithdrawals.Value, asset) == pending);
            Invariant.That(state.Accounts.Balance(AccountId.InsuranceFund.Value, asset) >= 0);
        }
    }

    private static Int128 OpenCost(State state, int market)
    {
        Int128 cost = 0;
        for (var account = AccountId.Backstop.Value; account < state.Accounts.NextId; account++)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market);
            cost += Unsafe.IsNullRef(ref position) ? 0 : position.Cost;
        }

        return cost;
    }

    /// <summary>What the positions of a market say is set aside for them; a cross position has nothing.</summary>
    private static Int128 IsolatedMargins(State state, int market)
    {
        Int128 margins = 0;
        for (var account = AccountId.FirstCustomer; account < state.Accounts.NextId; account++)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market);
            if (!Unsafe.IsNullRef(ref position))
            {
                Invariant.That(position.IsIsolated == 1 || position.IsolatedMargin == 0);
                Invariant.That(position.Size != 0 || position.IsolatedMargin <= 0);
                margins += position.IsolatedMargin;
            }
        }

        return margins;
    }

    private static void PositionsCancelOut(State state, Market market)
    {
        long longs = 0;
        long shorts = 0;
        for (var account = AccountId.Backstop.Value; account < state.Accounts.NextId; account++)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market.Id.Value);
            if (Unsafe.IsNullRef(ref position))
            {
                continue;
            }

            longs += Math.Max(0, position.Size);
            shorts += Math.Max(0, -position.Size);
            Invariant.That(position.Size != 0 || position.Cost == 0);
            Invariant.That(position.ReduceOnlyLots == 0 || position.ReduceOnlyLots <= Math.Abs(position.Size));
        }

        Invariant.That(longs == shorts);
        Invariant.That(longs == market.OpenInterest);
    }

    private static void BookIsSound(State state, Market market)
    {
        var book = market.Book;
        Invariant.That(book.BestBid == 0 || book.BestAsk == 0 || book.BestBid < book.BestAsk || market.Auction.Phase != AuctionPhase.None);
        SideIsSound(state, market, Side.Buy);
        SideIsSound(state, market, Side.Sell);
    }

    private static void SideIsSound(State state, Market market, Side side)
    {
        var book = market.Book;
        Invariant.That(book.Best(side) == (side == Side.Buy ? book.Ladder(side).NextAtOrBelow((int)Price.MaxTicks) : book.Ladder(side).NextAtOrAbove(1)));
        for (var ticks = book.Best(side); ticks != 0; ticks = book.NextBehind(side, ticks))
        {
            ref var level = ref book.Ladder(side).Find(ticks);
            Invariant.That(!Unsafe.IsNullRef(ref level));
            long lots = 0;
            var count = 0;
            var previous = 0;
            for (var slot = level.Oldest; slot != 0; slot = state.Orders[slot].Next)
            {
                ref var order = ref state.Orders[slot];
                Invariant.That(order.Previous == previous);
                Invariant.That(order.PriceTicks == ticks && order.Side == side && order.Market == market.Id.Value);
                Invariant.That(order.Remaining > 0 && order.Remaining <= order.Quantity);
                lots += order.Remaining;
                count++;
                previous = slot;
            }

            Invariant.That(level.Newest == previous && level.Lots == lots && level.Count == count);
        }
    }

    /// <summary>What a position keeps of its open orders is what its open orders add up to.</summary>
    private static void SumsEqualOrders(State state, int account)
    {
        var open = 0;
        for (var market = 1; market <= state.Markets.Count; market++)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market);
            if (Unsafe.IsNullRef(ref position))
            {
                continue;
            }

            var sums = new Position { Market = (ushort)market };
            for (var slot = position.NewestOrder; slot != 0; slot = state.Orders[slot].OlderOfAccount)
            {
                ref var order = ref state.Orders[slot];
                Invariant.That(order.Account == account && order.Market == market);
                Invariant.That(!order.IsReduceOnly || position.ClosableBy(order.Side) > 0);
                OrderSums.Add(ref sums, state.Markets[market].Margin, order.Side, order.IsReduceOnly, order.PriceTicks, order.MarginTicks, order.Remaining);
                sums.OpenOrders++;
            }

            Invariant.That(sums.OpenOrders == position.OpenOrders);
            Invariant.That(sums.BidLots == position.BidLots && sums.BidTickLots == position.BidTickLots);
            Invariant.That(sums.AskLots == position.AskLots && sums.AskTickLots == position.AskTickLots);
            Invariant.That(sums.AskMarginTickLots == position.AskMarginTickLots);
            Invariant.That(sums.ReduceOnlyLots == position.ReduceOnlyLots);
            open += sums.OpenOrders;
        }

        Invariant.That(open == state.Accounts[account].OpenOrders);
    }
}
