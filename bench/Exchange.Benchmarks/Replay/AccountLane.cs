using Exchange.Engine;

namespace Exchange.Benchmarks;

/// <summary>One account's part of a replay over a stream: the frame that is being filled, and what is on its way.</summary>
internal sealed class AccountLane(OrderEntry entry, OperationWriter writer) : IAsyncDisposable
{
    private const int MaxOperations = 100;

    private readonly Dictionary<ClientOrderId, SentFrame> _placedBy = [];
    private readonly HashSet<ClientOrderId> _placing = [];
    private readonly List<int> _filling = [];
    private SentFrame? _last;
    private SentFrame? _lastCancel;
    private bool _isFillingCancels;

    public OrderEntry Entry => entry;

    public int Frames { get; private set; }

    /// <summary>Whether anything of it is not acknowledged.</summary>
    public bool IsBusy => _filling.Count > 0 || _last is { Answer.IsCompletedSuccessfully: false };

    /// <summary>Whether a cancel of it is not acknowledged.</summary>
    public bool IsCanceling => _isFillingCancels || _lastCancel is { Answer.IsCompletedSuccessfully: false };

    /// <summary>Adds a command, and sends the frame if that fills it.</summary>
    public async ValueTask AddAsync(ReplayVenue venue, int command)
    {
        if (venue.Commands[command].Kind == CommandKind.AmendOrder)
        {
            await AwaitPlacementAsync(venue.Commands[command].As<AmendOrder>().ClientOrderId);
        }

        Write(venue, command);
        if (_filling.Count == MaxOperations)
        {
            await FlushAsync();
        }
    }

    /// <summary>Sends what has gathered.</summary>
    public async ValueTask FlushAsync()
    {
        if (_filling.Count == 0)
        {
            return;
        }

        writer.End();
        _last = new SentFrame([.. _filling]);
        _lastCancel = _isFillingCancels ? _last : _lastCancel;
        _isFillingCancels = false;
        foreach (var name in _placing)
        {
            _placedBy[name] = _last;
        }

        _placing.Clear();
        _filling.Clear();
        Frames++;
        await entry.SendAsync(writer.Message, _last);
    }

    /// <summary>Sends what has gathered and waits until everything is acknowledged.</summary>
    public async ValueTask DrainAsync()
    {
        await FlushAsync();
        await entry.DrainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await entry.DisposeAsync();
        writer.Dispose();
    }

    /// <summary>An order can be amended once its placement is answered.</summary>
    private async ValueTask AwaitPlacementAsync(ClientOrderId name)
    {
        if (_placing.Contains(name))
        {
            await FlushAsync();
        }

        await _placedBy[name].Answer;
    }

    private void Write(ReplayVenue venue, int command)
    {
        if (_filling.Count == 0)
        {
            writer.Begin(command);
        }

        var frame = venue.Commands[command];
        writer.Add(frame);
        _filling.Add(command);
        if (frame.Kind == CommandKind.PlaceOrder)
        {
            _placing.Add(frame.As<PlaceOrder>().ClientOrderId);
        }
        else if (frame.Kind == CommandKind.CancelOrder)
        {
            var name = frame.As<CancelOrder>().ClientOrderId;
            _placing.Remove(name);
            _placedBy.Remove(name);
            _isFillingCancels = true;
        }
    }
}
