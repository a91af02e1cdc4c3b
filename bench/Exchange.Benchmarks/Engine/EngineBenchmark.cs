using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>
/// Nanoseconds per command of the engine with everything on: validation, client order ids, margin, self-trade prevention, fees, ledger,
/// events, and the copy into the journal's batch. Beside it the floor, a sorted-dictionary book that only matches, fed with the same orders.
/// </summary>
internal static class EngineBenchmark
{
    private const int BatchSize = 1024;
    private const int Rounds = 5;

    private static readonly WorkloadShape[] Shapes =
    [
        new("1 market, 10,000 accounts", 1, 10_000, 4_400, ClientOrderIds: true),
        new("  the same without client ids", 1, 10_000, 4_400, ClientOrderIds: false),
        new("100 markets, 100,000 accounts", 100, 100_000, 88_000, ClientOrderIds: true),
        new("  the same without client ids", 100, 100_000, 88_000, ClientOrderIds: false),
        new("in cache: 1 market, 64 accounts", 1, 64, 400, ClientOrderIds: false),
    ];

    /// <summary><c>[commands] [shape] [alone]</c> (alone leaves the floor out), or <c>outcomes [commands]</c> for the hashes that show whether an engine still does the same.</summary>
    public static int Run(string[] args)
    {
        if (args is ["outcomes", .. var rest])
        {
            return Outcomes(rest.Length > 0 ? Number(rest[0]) : 1_000_000);
        }

        var commands = args.Length > 0 ? Number(args[0]) : 1_000_000;
        Console.WriteLine($"{commands:N0} commands a round, {Rounds} rounds, median of thread CPU time; {Environment.ProcessorCount} cores");
        Console.WriteLine($"{"workload",-34}{"ns/command",12}{"B/command",11}{"floor ns",10}{"ratio",8}{"trades",11}{"resting",10}");
        foreach (var shape in args.Length > 1 ? [Shapes[Number(args[1])]] : Shapes)
        {
            Report(shape, commands, withFloor: !args.Contains("alone"));
        }

        return 0;
    }

    private static int Outcomes(int commands)
    {
        EngineOutcomes.Report("every rule", new EveryRuleWorkload(commands).Frames);
        foreach (var shape in Shapes)
        {
            var workload = new EngineWorkload(shape, commands);
            EngineOutcomes.Report(shape.Name.Trim(), workload.Setup, workload.Measured);
        }

        return 0;
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static void Report(WorkloadShape shape, int commands, bool withFloor)
    {
        var workload = new EngineWorkload(shape, commands);
        var own = new List<double>();
        var floor = new List<double>();
        double allocated = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (nanoseconds, bytes) = TimeEngine(workload, shape);
            own.Add(nanoseconds);
            allocated = bytes;
            floor.Add(withFloor ? TimeFloor(workload, shape.Markets) : double.NaN);
        }

        var (mine, theirs) = (Median(own), Median(floor));
        Console.WriteLine($"{shape.Name,-34}{mine,12:F1}{allocated,11:F3}{theirs,10:F1}{mine / theirs,8:F2}{workload.Trades,11:N0}{workload.RestingOrders,10:N0}");
    }

    private static (double Nanoseconds, double AllocatedBytes) TimeEngine(EngineWorkload workload, WorkloadShape shape)
    {
        var machine = new StateMachine();
        if (shape.ClientOrderIds)
        {
            // Every order is remembered for long: the room for that is the operator's to provide, not the command's.
            machine.ReserveClientOrders(workload.Setup.Count + workload.Measured.Count);
        }

        var events = new EventBuffer(4 << 20);
        var journal = new byte[BatchSize * 256];
        var sequence = Apply(machine, workload.Setup, events, journal, 0, 0, workload.Setup.Count);

        // The first tenth warms caches, pools and the compiler's tiers.
        var warm = workload.Measured.Count / 10;
        sequence = Apply(machine, workload.Measured, events, journal, sequence, 0, warm);
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadClock.Now();
        Apply(machine, workload.Measured, events, journal, sequence, warm, workload.Measured.Count);
        var elapsed = ThreadClock.Now() - started;
        var count = workload.Measured.Count - warm;
        return ((double)elapsed / count, (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count);
    }

    private static long Apply(StateMachine machine, FrameList frames, EventBuffer events, byte[] journal, long sequence, int from, int to)
    {
        var written = 0;
        for (var i = from; i < to; i++)
        {
            if ((i & (BatchSize - 1)) == 0)
            {
                events.Clear();
                written = 0;
            }

            if (i + LookAhead.Distance < to)
            {
                machine.Prefetch(frames[i + LookAhead.Distance]);
            }

            var bytes = frames.Bytes(i);
            if (written + bytes.Length > journal.Length)
            {
                written = 0;
            }

            bytes.CopyTo(journal.AsSpan(written));
            written += bytes.Length;
            machine.Apply(frames[i], ++sequence, events);
        }

        return sequence;
    }

    private static double TimeFloor(EngineWorkload workload, int markets)
    {
        var books = new SortedDictionaryBook[markets + 1];
        for (var i = 0; i <= markets; i++)
        {
            books[i] = new SortedDictionaryBook();
        }

        // Ids as the engine gave them: the floor is told them beforehand, and which market an order is in.
        var (ids, marketOf) = Ids(workload);
        var step = Feed(books, workload.Setup, ids, marketOf, 0, 0, workload.Setup.Count);
        var warm = workload.Measured.Count / 10;
        step = Feed(books, workload.Measured, ids, marketOf, step, 0, warm);
        GC.Collect();
        var started = ThreadClock.Now();
        Feed(books, workload.Measured, ids, marketOf, step, warm, workload.Measured.Count);
        return (double)(ThreadClock.Now() - started) / (workload.Measured.Count - warm);
    }

    private static int Feed(SortedDictionaryBook[] books, FrameList frames, long[] ids, Dictionary<long, int> marketOf, int step, int from, int to)
    {
        for (var i = from; i < to; i++, step++)
        {
            var frame = frames[i];
            if (frame.Kind == CommandKind.PlaceOrder)
            {
                ref readonly var place = ref frame.As<PlaceOrder>();
                if (ids[step] != 0)
                {
                    books[place.Market.Value].Place(ids[step], place.Side, place.LimitPrice.Ticks, place.Quantity.Lots, place.TimeInForce == TimeInForce.GoodTillCanceled);
                }
            }
            else if (frame.Kind == CommandKind.CancelOrder)
            {
                var id = frame.As<CancelOrder>().OrderId.Value;
                books[marketOf[id]].Cancel(id);
            }
            else if (frame.Kind == CommandKind.AmendOrder)
            {
                ref readonly var amend = ref frame.As<AmendOrder>();
                books[marketOf[amend.OrderId.Value]].Amend(amend.OrderId.Value, amend.LimitPrice.Ticks, amend.Quantity.Lots);
            }
        }

        return step;
    }

    private static (long[] Ids, Dictionary<long, int> MarketOf) Ids(EngineWorkload workload)
    {
        var machine = new StateMachine();
        var events = new EventBuffer();
        var ids = new long[workload.Setup.Count + workload.Measured.Count];
        var marketOf = new Dictionary<long, int>();
        var step = 0;
        foreach (var frames in (FrameList[])[workload.Setup, workload.Measured])
        {
            for (var i = 0; i < frames.Count; i++)
            {
                events.Clear();
                var outcome = machine.Apply(frames[i], step + 1, events);
                if (frames[i].Kind == CommandKind.PlaceOrder && outcome.IsAccepted)
                {
                    ids[step] = outcome.OrderId.Value;
                    marketOf[outcome.OrderId.Value] = outcome.Entity;
                }

                step++;
            }
        }

        return (ids, marketOf);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
