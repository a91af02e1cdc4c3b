using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>One call of <see cref="IExchange"/> on its way through the loop. Pooled: whoever awaits it gives it back by taking the result.</summary>
internal sealed class Submission : IValueTaskSource<CommandOutcome>, IValueTaskSource
{
    private const int Pooled = 16_384;
    private static readonly ConcurrentQueue<Submission> Pool = new();

    private ManualResetValueTaskSourceCore<CommandOutcome> _completion = new() { RunContinuationsAsynchronously = true };
    private byte[] _frame = new byte[256];
    private int _frameLength;
    private CommandOutcome _outcome;
    private CommandBatch? _batch;

    public int Count { get; private set; }

    /// <summary>Whether it holds nothing but cancels, for which there is always room.</summary>
    public bool OnlyCancels { get; private set; }

    /// <summary>When the engine took it, on the clock of <see cref="Environment.TickCount64"/>.</summary>
    public long TakenAt { get; set; }

    /// <summary>The framed commands, their times not yet stamped.</summary>
    public ReadOnlySpan<byte> Frames => _batch is null ? _frame.AsSpan(0, _frameLength) : _batch.Frames;

    /// <summary>Where the engine writes the outcomes, one for each command.</summary>
    public Span<CommandOutcome> Outcomes => _batch is null ? new Span<CommandOutcome>(ref _outcome) : _batch.WritableOutcomes;

    public static Submission Rent<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        var submission = Rent();
        submission.Fill(command);
        return submission;
    }

    public static Submission Rent(CommandBatch batch)
    {
        var submission = Rent();
        submission._batch = batch;
        submission.Count = batch.Count;
        submission.OnlyCancels = true;
        foreach (var frame in new CommandReader(batch.Frames))
        {
            submission.OnlyCancels &= IsCancel(frame.Kind);
        }

        return submission;
    }

    public static bool IsCancel(CommandKind kind) => kind is CommandKind.CancelOrder or CommandKind.CancelAllOrders;

    public ValueTask<CommandOutcome> OutcomeAsync() => new(this, _completion.Version);

    public ValueTask CompletionAsync() => new(this, _completion.Version);

    /// <summary>Answers the caller. From here on the submission may be in use by another one.</summary>
    public void Complete() => _completion.SetResult(_outcome);

    /// <summary>Answers the caller with an error. From here on the submission may be in use by another one.</summary>
    public void Fail(Exception error) => _completion.SetException(error);

    /// <summary>Takes back a submission that was never handed to the loop.</summary>
    public void Discard() => Return();

    CommandOutcome IValueTaskSource<CommandOutcome>.GetResult(short token)
    {
        try
        {
            return _completion.GetResult(token);
        }
        finally
        {
            Return();
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _completion.GetResult(token);
        }
        finally
        {
            Return();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    private static Submission Rent() => Pool.TryDequeue(out var pooled) ? pooled : new Submission();

    private void Fill<TCommand>(in TCommand command)
        where TCommand : unmanaged, ICommand
    {
        _frameLength = CommandHeader.Size + Unsafe.SizeOf<TCommand>();
        if (_frame.Length < _frameLength)
        {
            _frame = new byte[_frameLength];
        }

        MemoryMarshal.Write(_frame, new CommandHeader(_frameLength, (ushort)TCommand.Kind, Reserved: 0, Time: default));
        MemoryMarshal.Write(_frame.AsSpan(CommandHeader.Size), command);
        Count = 1;
        OnlyCancels = IsCancel(TCommand.Kind);
    }

    private void Return()
    {
        _completion.Reset();
        _batch = null;
        if (Pool.Count < Pooled)
        {
            Pool.Enqueue(this);
        }
    }
}
