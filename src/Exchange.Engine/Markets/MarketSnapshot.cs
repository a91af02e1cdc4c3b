using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Markets in a snapshot: their terms and state; the books are rebuilt from the links in the order pool.</summary>
internal static class MarketSnapshot
{
    public static void Write(MarketList markets, SnapshotWriter writer)
    {
        writer.Write(markets.Count);
        for (var id = 1; id <= markets.Count; id++)
        {
            var market = markets[id];
            writer.Write(new Entry
            {
                Terms = new CreateMarket
                {
                    Symbol = market.Symbol,
                    BaseAsset = market.BaseAsset,
                    SettlementAsset = market.SettlementAsset,
                    ContractKind = market.Margin.Kind,
                    TickSize = market.TickSize,
                    LotSize = market.LotSize,
                    Parameters = market.Parameters,
                },
                TickLotValue = market.TickLotValue,
                OpenInterest = market.OpenInterest,
                LargestMaxPosition = market.LargestMaxPosition,
                LargestMaxOpenInterest = market.LargestMaxOpenInterest,
                MarkTicks = market.MarkTicks,
                LastTicks = market.LastTicks,
                LastTradeAt = market.LastTradeAt,
                StateSince = market.StateSince,
                OperatorState = market.OperatorState,
                AutomaticState = market.AutomaticState,
                HasOpened = market.HasOpened ? (byte)1 : (byte)0,
            });
            writer.Write(market.RiskRules);
            writer.Write(market.Auction);
            market.Breakers.Write(writer);
            market.Prices.Write(writer);
            writer.Write(market.LiquidationRules);
            writer.Write(market.UnwoundAt);
            market.Funding.Write(writer);
        }
    }

    public static void Read(State state, ref SnapshotReader reader)
    {
        var count = reader.Read<int>();
        for (var id = 1; id <= count; id++)
        {
            var entry = reader.Read<Entry>();
            var market = new Market(new MarketId(id), entry.Terms, entry.TickLotValue, state.Orders)
            {
                HasOpened = entry.HasOpened == 1,
                LastTicks = entry.LastTicks,
                LastTradeAt = entry.LastTradeAt,
                StateSince = entry.StateSince,
                OpenInterest = entry.OpenInterest,
                LargestMaxPosition = entry.LargestMaxPosition,
                LargestMaxOpenInterest = entry.LargestMaxOpenInterest,
            };
            market.Move(entry.OperatorState, entry.AutomaticState);
            market.Use(reader.Read<RiskRules>());
            market.Auction = reader.Read<AuctionState>();
            market.Breakers.Read(ref reader);
            market.Demand = market.Breakers.Demand();
            market.Margin.InitialScale = market.Breakers.MarginScale.Billionths;
            if (entry.MarkTicks != 0)
            {
                market.SetMark(entry.MarkTicks);
            }

            market.Prices.Read(ref reader);
            market.LiquidationRules = reader.Read<LiquidationRules>();
            market.UnwoundAt = reader.Read<long>();
            market.Funding.Read(ref reader);
            if (market.Funding.IsSweeping)
            {
                market.Margin.OpenFunding(market.Funding.State.Index);
            }

            state.Markets.Add(market);
        }

        for (var slot = 1; slot < state.Orders.UsedSlots; slot++)
        {
            ref var order = ref state.Orders[slot];
            if (order.Id != 0)
            {
                state.Markets[order.Market].Book.Relink(slot);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Entry
    {
        public CreateMarket Terms;
        public long TickLotValue;
        public long OpenInterest;
        public long LargestMaxPosition;
        public long LargestMaxOpenInterest;
        public Timestamp LastTradeAt;
        public Timestamp StateSince;
        public int MarkTicks;
        public int LastTicks;
        public MarketState OperatorState;
        public MarketState AutomaticState;
        public byte HasOpened;
        private readonly byte _reserved1;
        private readonly int _reserved2;
    }
}
