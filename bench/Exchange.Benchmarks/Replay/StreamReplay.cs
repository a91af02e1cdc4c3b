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
/// Each account has a connection of its own, and between connections nothing orders the frames. So when the replay goes from one account to
/// another, everything that the first one sent is waited for; this, not the exchange, bounds how fast a replay of two accounts can be.
/// An amendment waits for its order's placement to be answered, as the API asks.
/// </remarks>
internal sealed class StreamReplay : IDisposable
{
    private const int MaxOperations = 100;

    private readonly ReplayVenue _venue;
    private readonly ReplayMarket _market;
    private readonly OperationWriter _writer;
    private readonly Dictionary<ClientOrderId, SentFrame> _placedBy = [];
    private readonly List<ClientOrderId> _placing = [];
    private int _first;
    private int _count;

    private StreamReplay(ReplayVenue venue, ReplayMarket market, string symbol)
    {
        _venue = venue;
        _market = market;
        _writer = new OperationWriter(market, symbol);
    }

    public int Frames { get; private set; }

    /// <summary>How often everything in flight was waited for, because another account went on.</summary>
    public int Turns { get; private set; }

    public TimeSpan Elapsed { get; private set; }

    /// <summary>From sending a frame to its answer, in microseconds.</summary>
    public LongHistogram Acknowledgements { get; } = new(TimeSpan.TicksPerMinute, numberOfSignificantValueDigits: 3);

    /// <summary>Sends everything and returns when everything is acknowledged.</summary>
    /// <exception cref="InvalidDataException">An answer is not what the engine did.</exception>
    public static async Task<StreamReplay> RunAsync(ReplayVenue venue, ReplayMarket market, RunningMarket running, Uri stream, ReplayPace pace)
    {
        var replay = new StreamReplay(venue, market, running.Symbol);
        var entries = new List<OrderEntry>();
        try
        {
            foreach (var credentials in running.Accounts)
            {
                entries.Add(await OrderEntry.ConnectAsync(stream, credentials, replay.Check));
            }

            var started = Stopwatch.GetTimestamp();
            await replay.SendAllAsync(entries, pace);
            replay.Elapsed = Stopwatch.GetElapsedTime(started);
            entries.ForEach(entry => replay.Acknowledgements.Add(entry.Acknowledgements));
            return replay;
        }
        finally
        {
            foreach (var entry in entries)
            {
                await entry.DisposeAsync();
            }
        }
    }

    public void Dispose() => _writer.Dispose();

    private async Task SendAllAsync(List<OrderEntry> entries, ReplayPace pace)
    {
        var account = AccountOf(0);
        pace.Start(TimeOf(0));
        for (var i = 0; i < _venue.Commands.Count; i++)
        {
            if (AccountOf(i) != account)
            {
                await FlushAsync(entries[account]);
                await entries[account].DrainAsync();
                account = AccountOf(i);
                Turns++;
            }

            if (pace.Until(TimeOf(i)) is var wait && wait > TimeSpan.Zero)
            {
                await FlushAsync(entries[account]);
                await Task.Delay(wait);
            }

            if (AmendedBy(i) is { } name)
            {
                if (_placing.Contains(name))
                {
                    await FlushAsync(entries[account]);
                }

                await _placedBy[name].Answer;
            }

            Write(i);
            if (_count == MaxOperations)
            {
                await FlushAsync(entries[account]);
            }
        }

        await FlushAsync(entries[account]);
        await entries[account].DrainAsync();
    }

    private void Write(int command)
    {
        if (_count == 0)
        {
            _first = command;
            _writer.Begin(command);
        }

        var frame = _venue.Commands[command];
        _writer.Add(frame);
        _count++;
        if (frame.Kind == CommandKind.PlaceOrder)
        {
            _placing.Add(frame.As<PlaceOrder>().ClientOrderId);
        }
        else if (frame.Kind == CommandKind.CancelOrder)
        {
            _placedBy.Remove(frame.As<CancelOrder>().ClientOrderId);
        }
    }

    private async ValueTask FlushAsync(OrderEntry entry)
    {
        if (_count == 0)
        {
            return;
        }

        _writer.End();
        var frame = new SentFrame(_first, _count);
        _placing.ForEach(name => _placedBy[name] = frame);
        _placing.Clear();
        _count = 0;
        Frames++;
        await entry.SendAsync(_writer.Message, frame);
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

    private Timestamp TimeOf(int command) => _venue.Commands[command].Header.Time;

    private ClientOrderId? AmendedBy(int command)
    {
        var frame = _venue.Commands[command];
        return frame.Kind == CommandKind.AmendOrder ? frame.As<AmendOrder>().ClientOrderId : null;
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
