using Exchange.Engine;
using Xunit;

namespace Exchange.Runtime.Tests;

/// <summary>One thread applies batches while others read: they see all of a batch or nothing of it.</summary>
public sealed class ViewsUnderReadersTests
{
    private const int Batches = 5_000;
    private const int CommandsPerBatch = 3;
    private const long LowestTicks = 900;
    private const long FirstBalance = 100_000_000;

    private readonly ViewedVenue _venue = new();
    private readonly MarketId _market;
    private readonly AccountId _account;
    private readonly long _firstSequence;

    public ViewsUnderReadersTests()
    {
        _market = _venue.Open();
        _account = _venue.OpenAccount(FirstBalance);
        _venue.Do(Bid(0));
        _firstSequence = _venue.Machine.LastSequence;
    }

    [Fact]
    public void A_book_is_never_seen_within_a_batch() => ReadWhileWriting(() =>
    {
        // Each batch takes one bid out and puts another in, whose quantity goes with its price.
        var book = _venue.Views.Book(_market, int.MaxValue)!;
        var level = Assert.Single(book.Bids);
        Assert.Equal(Bid(level.Price.Ticks - LowestTicks).Quantity, level.Quantity);
    });

    [Fact]
    public void What_is_read_of_an_account_between_two_equal_readings_of_its_sequence_is_of_one_batch() => ReadWhileWriting(() =>
    {
        var views = _venue.Views;
        var before = views.LastSequenceOf(_account);
        var order = Assert.Single(views.OpenOrders(_account, market: null));
        var balance = Assert.Single(views.Balances(_account)).Balance.Units;
        var margin = Assert.Single(views.Margins(_account));
        if (views.LastSequenceOf(_account) != before)
        {
            return;
        }

        var batches = (before - _firstSequence) / CommandsPerBatch;
        Assert.Equal(0, (before - _firstSequence) % CommandsPerBatch);
        Assert.Equal(FirstBalance + batches, balance);
        Assert.Equal(balance, margin.Collateral.Units);
        Assert.Equal(Bid(batches).Quantity, order.Quantity);
    });

    private void ReadWhileWriting(Action read)
    {
        var batches = Record();
        using var started = new Barrier(3);
        var isWritten = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () =>
            {
                started.SignalAndWait();
                while (Volatile.Read(ref isWritten) == 0)
                {
                    read();
                }

                read();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        started.SignalAndWait();
        foreach (var batch in batches)
        {
            _venue.Views.Apply(batch);
        }

        Volatile.Write(ref isWritten, 1);
        Task.WaitAll(readers);
        EngineComparison.AssertSame(_venue.Views, _venue.Machine);
    }

    /// <summary>The events of batches that each replace the order and add one unit to the balance.</summary>
    private List<byte[]> Record()
    {
        var batches = new List<byte[]>(Batches);
        var recorder = new EventBuffer();
        for (var number = 1; number <= Batches; number++)
        {
            recorder.Clear();
            var open = _venue.Machine.State.Accounts.FindPosition(ref _venue.Machine.State.Accounts[_account.Value], _market.Value).NewestOrder;
            Apply(recorder, new CancelOrder { Account = _account, OrderId = new OrderId(_venue.Machine.State.Orders[open].Id) });
            Apply(recorder, Bid(number));
            Apply(recorder, _venue.Credit(_account, 1));
            batches.Add(recorder.Bytes.ToArray());
        }

        return batches;
    }

    private void Apply<TCommand>(EventBuffer recorder, in TCommand command)
        where TCommand : unmanaged, ICommand =>
        Assert.True(_venue.Machine.Apply(command, _venue.Machine.LastSequence + 1, _venue.Now, recorder).IsAccepted);

    /// <summary>The bid of a batch: quantity and price tell each other.</summary>
    private PlaceOrder Bid(long batch) => ViewedVenue.Limit(_account, _market, Side.Buy, lots: 1 + (batch % 50), ticks: LowestTicks + (batch % 50));
}
