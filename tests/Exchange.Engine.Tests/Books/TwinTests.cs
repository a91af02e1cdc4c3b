using CsCheck;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>The engine's book beside the naive one: whatever is sent, both say the same and hold the same queues. CsCheck shrinks what does not.</summary>
public class TwinTests
{
    private static readonly Gen<int> Trader = Gen.Int[0, 3];
    private static readonly Gen<int> Price = Gen.Int[95, 105];
    private static readonly Gen<int> Number = Gen.Int[1, 40];

    private static readonly Gen<Func<IBook, string>> Step = Gen.Frequency(
        (6, Gen.Select(
            Trader, Gen.Enum<Side>(), Price, Gen.Int[1, 9], Gen.Frequency((7, Gen.Const(TimeInForce.GoodTillCanceled)), (2, Gen.Const(TimeInForce.ImmediateOrCancel)), (2, Gen.Const(TimeInForce.FillOrKill))),
            Gen.Int[0, 5], Gen.Enum<SelfTradePrevention>(),
            Func<IBook, string> (trader, side, price, lots, timeInForce, post, prevention) =>
            {
                var order = new BookOrder(trader, side, price, lots, timeInForce, post == 0 && timeInForce == TimeInForce.GoodTillCanceled, prevention);
                return book => book.Place(order);
            })),
        (1, Gen.Select(Trader, Number, Func<IBook, string> (trader, number) => book => book.Cancel(trader, number))),
        (3, Gen.Select(Trader, Number, Price, Gen.Int[0, 3], Gen.Int[0, 12], Func<IBook, string> (trader, number, price, keeps, lots) =>
            book => book.Amend(trader, number, keeps > 1 ? 0 : price, lots))));

    [Fact]
    public void The_engine_does_what_the_naive_book_does() =>
        Step.Array[1, 120].Sample(
            steps =>
            {
                var (engine, naive) = (new EngineBook(), new NaiveBook());
                foreach (var step in steps)
                {
                    Assert.Equal(step(naive), step(engine));
                    Assert.Equal(naive.Queues, engine.Queues);
                }
            },
            iter: 400,
            threads: 2);
}
