namespace Exchange.Engine.Tests;

/// <summary>An order for a book. Orders that are accepted are numbered from 1.</summary>
internal readonly record struct BookOrder(
    int Trader, Side Side, int Price, int Lots, TimeInForce TimeInForce = TimeInForce.GoodTillCanceled, bool PostOnly = false,
    SelfTradePrevention SelfTradePrevention = SelfTradePrevention.ExpireTaker);

/// <summary>
/// A book as its contract sees it. Answers are text: what happened, in order, divided by commas.
/// <c>3@100 #1</c> is a match of three lots at 100 with order 1, <c>x#1 SelfTrade</c> a resting order that was canceled on the way, and last comes what became
/// of the order itself: <c>filled</c>, <c>rests 4</c>, <c>canceled 4 ImmediateOrCancel</c>; or <c>rejected</c> with the reason, and nothing else.
/// </summary>
internal interface IBook
{
    string Place(BookOrder order);

    string Cancel(int trader, int number);

    /// <param name="trader">Whose.</param>
    /// <param name="number">Which order.</param>
    /// <param name="price">The new price; 0 leaves it.</param>
    /// <param name="lots">The new total quantity, what is filled included; 0 leaves it.</param>
    string Amend(int trader, int number, int price, int lots);

    /// <summary>Every order in its place: <c>100[#1:5 #3:2] 99[#2:1] | 101[#4:7]</c>, bids | asks, best first, oldest first.</summary>
    string Queues { get; }
}
