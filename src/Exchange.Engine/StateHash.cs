using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Exchange.Engine;

/// <summary>
/// A hash of what the venue owes and owns: assets, markets, accounts with balances and positions, and every open order in the priority of
/// its book. Neither sequence nor time nor anything of how it is stored is in it, so a rejected command leaves it unchanged.
/// </summary>
internal static class StateHash
{
    public static byte[] Of(State state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, state.LastTrade);
        Add(hash, state.LastFundingPayment);
        Add(hash, state.References.Count);
        AddProposals(hash, state.Proposals);
        for (var id = 1; id <= state.Assets.Count; id++)
        {
            Add(hash, state.Assets[id]);
            AddCollateral(hash, state.Assets.Collateral(id));
        }

        for (var id = 1; id <= state.Withdrawals.Count; id++)
        {
            Add(hash, state.Withdrawals[id]);
        }

        Add(hash, state.UncoveredBadDebt);

        for (var id = 1; id <= state.Markets.Count; id++)
        {
            AddMarket(hash, state, state.Markets[id]);
        }

        AddHouse(hash, state);
        AddPositions(hash, state, AccountId.Backstop.Value);
        for (var i = 0; i < state.Liquidations.Count; i++)
        {
            if (state.Liquidations.At(i).Account != 0)
            {
                Add(hash, state.Liquidations.At(i));
            }
        }

        for (var id = AccountId.FirstCustomer; id < state.Accounts.NextId; id++)
        {
            AddAccount(hash, state, id);
        }

        return hash.GetHashAndReset();
    }

    private static void AddCollateral(IncrementalHash hash, Collateral collateral)
    {
        Add(hash, collateral.Rules);
        Add(hash, collateral.Prices);
        Add(hash, collateral.State);
    }

    private static void AddProposals(IncrementalHash hash, ProposalBook proposals)
    {
        Add(hash, (int)proposals.Profile);
        Add(hash, proposals.Rules);
        Add(hash, proposals.LastId);
        foreach (ref var proposal in proposals.Pending)
        {
            Add(hash, proposal);
        }
    }

    private static void AddMarket(IncrementalHash hash, State state, Market market)
    {
        Add(hash, market.Symbol);
        Add(hash, market.TickLotValue);
        Add(hash, market.Parameters);
        Add(hash, (int)market.OperatorState);
        Add(hash, (int)market.AutomaticState);
        Add(hash, market.HasOpened ? 1 : 0);
        Add(hash, market.Auction);
        Add(hash, market.Breakers.State);
        Add(hash, market.Breakers.Volatility);
        foreach (var window in market.Breakers.Windows)
        {
            Add(hash, window.State);
        }

        Add(hash, market.MarkTicks);
        Add(hash, market.LastTicks);
        Add(hash, market.OpenInterest);
        Add(hash, market.Prices.State);
        Add(hash, market.LiquidationRules);
        Add(hash, market.UnwoundAt);
        Add(hash, market.RiskRules);
        Add(hash, market.Funding.Rules);
        Add(hash, market.Funding.State);
        AddSide(hash, state, market.Book, Side.Buy);
        AddSide(hash, state, market.Book, Side.Sell);
    }

    private static void AddSide(IncrementalHash hash, State state, OrderBook book, Side side)
    {
        for (var ticks = book.Best(side); ticks != 0; ticks = book.NextBehind(side, ticks))
        {
            for (var slot = book.OldestAt(side, ticks); slot != 0; slot = state.Orders[slot].Next)
            {
                ref var order = ref state.Orders[slot];
                Add(hash, order.Id);
                Add(hash, order.Account);
                Add(hash, order.PriceTicks);
                Add(hash, order.Quantity);
                Add(hash, order.Remaining);
                Add(hash, (int)order.Flags);
                Add(hash, state.Orders.Detail(slot).ExpiresAt);
                Add(hash, state.Orders.Detail(slot).FilledTickLots);
            }
        }
    }

    private static void AddHouse(IncrementalHash hash, State state)
    {
        for (var account = 1; account < AccountId.FirstCustomer; account++)
        {
            AddBalances(hash, state, account);
        }
    }

    private static void AddAccount(IncrementalHash hash, State state, int account)
    {
        Add(hash, state.Accounts[account].Owner);
        AddBalances(hash, state, account);
        AddPositions(hash, state, account);
    }

    private static void AddPositions(IncrementalHash hash, State state, int account)
    {
        for (var market = 1; market <= state.Markets.Count; market++)
        {
            ref var position = ref state.Accounts.FindPosition(ref state.Accounts[account], market);
            if (!Unsafe.IsNullRef(ref position) && !position.IsIdle)
            {
                Add(hash, market);
                Add(hash, position.Leverage);
                Add(hash, position.Size);
                Add(hash, position.Cost);
                Add(hash, (int)position.IsIsolated);
                Add(hash, position.IsolatedMargin);
                Add(hash, position.FundingIndex);
            }
        }
    }

    private static void AddBalances(IncrementalHash hash, State state, int account)
    {
        for (var asset = 1; asset <= state.Assets.Count; asset++)
        {
            Add(hash, state.Accounts.Balance(account, asset));
        }
    }

    private static void Add<T>(IncrementalHash hash, T value)
        where T : unmanaged =>
        hash.AppendData(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref value, 1)));
}
