using System.Diagnostics;
using System.Text.Json;
using Exchange.Engine;
using HdrHistogram;

namespace Exchange.Benchmarks;

/// <summary>
/// Sends the commands of a replay once more, to an exchange that runs, over WebSocket order entry: frames of up to 100 operations, many in
/// flight. Every answer is compared with what the engine alone did.
/// </summary>
/// <remarks>
/// Each account has a connection of its own, and between connections nothing orders the frames. So where the order matters, what must
/// come before is waited for until it is acknowledged: a taker's order waits for everybody and everybody waits for it, and a placement waits
/// for the cancels of the other accounts, whose orders it might meet. These waits, not the exchange, bound how fast a replay can be.
/// </remarks>
internal sealed class StreamReplay
{
    private readonly ReplayVenue _venue;
    private readonly ReplayMarket _market;
    private readonly List<AccountLane> _lanes = [];

    private StreamReplay(ReplayVenue venue, ReplayMarket market) => (_venue, _market) = (venue, market);

    public int Frames { get; private set; }

    /// <summary>How often an account's frames were waited for on behalf of another's.</summary>
    public int Waits { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    /// <summary>From sending a frame to its answer, in microseconds.</summary>
    public LongHistogram Acknowledgements { get; } = new(TimeSpan.TicksPerMinute, numberOfSignificantValueDigits: 3);

    /// <summary>Sends everything and returns when everything is acknowledged.</summary>
    /// <exception cref="InvalidDataException">An answer is not what the engine did.</exception>
    public static async Task<StreamReplay> RunAsync(ReplayVenue venue, ReplayMarket market, RunningMarket running, Uri stream, ReplayPace pace)
    {
        var replay = new StreamReplay(venue, market);
        try
        {
            foreach (var credentials in running.Accounts)
            {
                var entry = await OrderEntry.ConnectAsync(stream, credentials, replay.Check);
                replay._lanes.Add(new AccountLane(entry, new OperationWriter(market, running.Symbol)));
            }

            var started = Stopwatch.GetTimestamp();
            await replay.SendAllAsync(pace);
            replay.Elapsed = Stopwatch.GetElapsedTime(started);
            replay._lanes.ForEach(lane => replay.Acknowledgements.Add(lane.Entry.Acknowledgements));
            replay.Frames = replay._lanes.Sum(lane => lane.Frames);
            return replay;
        }
        finally
        {
            foreach (var lane in replay._lanes)
            {
                await lane.DisposeAsync();
            }
        }
    }

    private async Task SendAllAsync(ReplayPace pace)
    {
        pace.Start(TimeOf(0));
        var taking = (AccountLane?)null;
        for (var i = 0; i < _venue.Commands.Count; i++)
        {
            if (pace.Until(TimeOf(i)) is var wait && wait > TimeSpan.Zero)
            {
                await Task.WhenAll(_lanes.Select(lane => lane.FlushAsync().AsTask()));
                await Task.Delay(wait);
            }

            var own = _lanes[AccountOf(i)];
            var (places, takes) = (_venue.Commands[i].Kind == CommandKind.PlaceOrder, IsTaker(i));
            await DrainAsync(lane => lane != own && (takes ? lane.IsBusy : lane == taking ? lane.IsBusy : places && lane.IsCanceling));
            taking = takes ? own : taking;
            await own.AddAsync(_venue, i);
        }

        await DrainAsync(lane => lane.IsBusy);
    }

    private async ValueTask DrainAsync(Func<AccountLane, bool> isWaitedFor)
    {
        foreach (var lane in _lanes)
        {
            if (isWaitedFor(lane))
            {
                Waits++;
                await lane.DrainAsync();
            }
        }
    }

    private Timestamp TimeOf(int command) => _venue.Commands[command].Header.Time;

    private bool IsTaker(int command)
    {
        var frame = _venue.Commands[command];
        return frame.Kind == CommandKind.PlaceOrder && frame.As<PlaceOrder>().TimeInForce == TimeInForce.ImmediateOrCancel;
    }

    /// <summary>The number of the account that a command is of.</summary>
    private int AccountOf(int command)
    {
        var frame = _venue.Commands[command];
        var account = frame.Kind switch
        {
            CommandKind.PlaceOrder => frame.As<PlaceOrder>().Account,
            CommandKind.AmendOrder => frame.As<AmendOrder>().Account,
            _ => frame.As<CancelOrder>().Account,
        };
        return account.Value - ReplayVenue.Account(0).Value;
    }

    /// <summary>The exchange's answer must say what the engine said when the replay was recorded.</summary>
    private void Check(int command, JsonElement answer)
    {
        var (filled, remaining) = _venue.Outcomes[command];
        if (!answer.GetProperty("ok").GetBoolean()
            || Lots(answer.GetProperty("result").GetProperty("filled")) != filled
            || Lots(answer.GetProperty("result").GetProperty("remaining")) != remaining)
        {
            throw new InvalidDataException($"Command {command} filled {filled} and left {remaining} lots in the engine; the exchange answered {answer}");
        }
    }

    private long Lots(JsonElement text) => Decimals.Steps(text.GetString(), _market.LotSize);
}
