using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>What any book of this exchange does, the naive one as well as the engine's. FORMULAS §5.4–5.8.</summary>
public abstract class BookContract
{
    private readonly IBook _book;

    private protected BookContract(IBook book) => _book = book;

    [Fact]
    public void The_best_price_comes_first_and_then_the_oldest()
    {
        Expect(Sell(0, 102, 5), "rests 5");
        Expect(Sell(0, 101, 5), "rests 5");
        Expect(Sell(1, 101, 5), "rests 5");
        Expect(Buy(2, 102, 12), "5@101 #2, 5@101 #3, 2@102 #1, filled");
        Assert.Equal(" | 102[#1:3]", _book.Queues);
    }

    [Fact]
    public void What_does_not_match_rests_at_its_own_price()
    {
        Expect(Sell(0, 101, 5), "rests 5");
        Expect(Buy(1, 103, 7), "5@101 #1, rests 2");
        Expect(Buy(1, 100, 1), "rests 1");
        Assert.Equal("103[#2:2] 100[#3:1] | ", _book.Queues);
    }

    [Fact]
    public void Immediate_or_cancel_leaves_nothing_behind()
    {
        Expect(Buy(0, 100, 5), "rests 5");
        Expect(Sell(1, 100, 8) with { TimeInForce = TimeInForce.ImmediateOrCancel }, "5@100 #1, canceled 3 ImmediateOrCancel");
        Assert.Equal(" | ", _book.Queues);
    }

    [Fact]
    public void Fill_or_kill_is_all_or_nothing()
    {
        Expect(Buy(0, 100, 5), "rests 5");
        Expect(Buy(0, 99, 5), "rests 5");
        Expect(Sell(1, 99, 11) with { TimeInForce = TimeInForce.FillOrKill }, "canceled 11 FillOrKill");
        Assert.Equal("100[#1:5] 99[#2:5] | ", _book.Queues);
        Expect(Sell(1, 99, 10) with { TimeInForce = TimeInForce.FillOrKill }, "5@100 #1, 5@99 #2, filled");
    }

    [Fact]
    public void Fill_or_kill_does_not_count_what_self_trade_prevention_takes_away()
    {
        Expect(Buy(0, 100, 5), "rests 5");
        Expect(Buy(1, 99, 5), "rests 5");
        Expect(Sell(0, 99, 5) with { TimeInForce = TimeInForce.FillOrKill }, "canceled 5 FillOrKill");
        Expect(
            Sell(0, 99, 6) with { TimeInForce = TimeInForce.FillOrKill, SelfTradePrevention = SelfTradePrevention.ExpireMaker }, "canceled 6 FillOrKill");
        Expect(
            Sell(0, 99, 5) with { TimeInForce = TimeInForce.FillOrKill, SelfTradePrevention = SelfTradePrevention.ExpireMaker },
            "x#1 SelfTrade, 5@99 #2, filled");
    }

    [Fact]
    public void Post_only_never_takes()
    {
        Expect(Buy(0, 100, 5), "rests 5");
        Expect(Sell(1, 100, 5) with { PostOnly = true }, "rejected PostOnlyWouldMatch");
        Expect(Sell(0, 100, 5) with { PostOnly = true }, "rejected PostOnlyWouldMatch");
        Expect(Sell(1, 101, 5) with { PostOnly = true }, "rests 5");
        Assert.Equal("rejected PostOnlyWouldMatch", _book.Amend(1, 2, 100, 0));
        Assert.Equal("100[#1:5] | 101[#2:5]", _book.Queues);
    }

    [Fact]
    public void Nobody_trades_with_himself()
    {
        Expect(Sell(0, 100, 5), "rests 5");
        Expect(Sell(1, 100, 5), "rests 5");
        Expect(Buy(0, 100, 8), "canceled 8 SelfTrade");
        Expect(Buy(0, 100, 8) with { SelfTradePrevention = SelfTradePrevention.ExpireMaker }, "x#1 SelfTrade, 5@100 #2, rests 3");
        Expect(Sell(1, 100, 1), "1@100 #4, filled");
        Expect(Sell(0, 100, 1) with { SelfTradePrevention = SelfTradePrevention.ExpireBoth }, "x#4 SelfTrade, canceled 1 SelfTrade");
        Assert.Equal(" | ", _book.Queues);
    }

    [Fact]
    public void A_smaller_quantity_keeps_its_place_and_anything_else_goes_to_the_end()
    {
        Expect(Sell(0, 100, 5), "rests 5");
        Expect(Sell(1, 100, 5), "rests 5");
        Assert.Equal("rests 4", _book.Amend(0, 1, 0, 4));
        Assert.Equal(" | 100[#1:4 #2:5]", _book.Queues);
        Assert.Equal("rests 6", _book.Amend(0, 1, 0, 6));
        Assert.Equal(" | 100[#2:5 #1:6]", _book.Queues);
        Assert.Equal("rests 5", _book.Amend(1, 2, 101, 0));
        Assert.Equal(" | 100[#1:6] 101[#2:5]", _book.Queues);
    }

    [Fact]
    public void An_amendment_counts_what_is_filled_and_must_change_something()
    {
        Expect(Sell(0, 100, 5), "rests 5");
        Expect(Buy(1, 100, 2), "2@100 #1, filled");
        Assert.Equal("rejected AmendInvalid", _book.Amend(0, 1, 0, 2));
        Assert.Equal("rejected AmendInvalid", _book.Amend(0, 1, 100, 5));
        Assert.Equal("rests 1", _book.Amend(0, 1, 0, 3));
        Assert.Equal("rejected OrderUnknown", _book.Amend(1, 1, 0, 4));
        Assert.Equal("rejected OrderUnknown", _book.Amend(0, 9, 0, 4));
    }

    [Fact]
    public void An_amended_order_matches_anew_under_its_number()
    {
        Expect(Sell(0, 105, 5), "rests 5");
        Expect(Buy(1, 100, 5), "rests 5");
        Assert.Equal("5@105 #1, rests 3", _book.Amend(1, 2, 105, 8));
        Assert.Equal("105[#2:3] | ", _book.Queues);
    }

    [Fact]
    public void Cancels_take_out_ones_own_orders_once()
    {
        Expect(Sell(0, 105, 5), "rests 5");
        Assert.Equal("rejected OrderUnknown", _book.Cancel(1, 1));
        Assert.Equal("canceled 5 Requested", _book.Cancel(0, 1));
        Assert.Equal("rejected OrderUnknown", _book.Cancel(0, 1));
    }

    private static BookOrder Buy(int trader, int price, int lots) => new(trader, Side.Buy, price, lots);

    private static BookOrder Sell(int trader, int price, int lots) => new(trader, Side.Sell, price, lots);

    private void Expect(BookOrder order, string answer) => Assert.Equal(answer, _book.Place(order));
}

public sealed class NaiveBookTests() : BookContract(new NaiveBook());

public sealed class EngineBookTests() : BookContract(new EngineBook());
