using System.Threading.Channels;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>
/// A connection's order frames on their way to the journal: submitted in the order they came, several in flight, answered in the same order.
/// When as many are under way as may be, submitting waits, and with it the reading of the socket.
/// </summary>
internal sealed class OrderPipeline(IExchange exchange, StreamConnection connection, StreamOptions options, StreamMetrics metrics, ILogger logger)
{
    private readonly Channel<OrderFrame> _inFlight = Channel.CreateBounded<OrderFrame>(
        new BoundedChannelOptions(options.MaxFramesInFlight) { SingleReader = true, SingleWriter = true });

    private readonly Queue<OrderFrame> _free = new();
    private readonly MessageWriter _writer = new();

    /// <summary>A frame to fill; to be given to <see cref="SubmitAsync"/>, or back.</summary>
    public OrderFrame Rent()
    {
        lock (_free)
        {
            return _free.TryDequeue(out var frame) ? frame : new OrderFrame();
        }
    }

    public void Return(OrderFrame frame)
    {
        frame.Clear();
        lock (_free)
        {
            _free.Enqueue(frame);
        }
    }

    public async ValueTask SubmitAsync(OrderFrame frame)
    {
        if (!await _inFlight.Writer.WaitToWriteAsync())
        {
            throw new InvalidOperationException("The pipeline is complete.");
        }

        metrics.Operations.Inc(frame.Batch.Count);
#pragma warning disable CA2012 // Kept with its frame and awaited once, when it is answered.
        frame.Submission = frame.Batch.Count == 0 ? ValueTask.CompletedTask : Submit(frame.Batch);
#pragma warning restore CA2012
        _inFlight.Writer.TryWrite(frame);
    }

    /// <summary>No more frames will come; answering ends when those in flight are answered.</summary>
    public void Complete() => _inFlight.Writer.TryComplete();

    /// <summary>Answers the frames as they are settled.</summary>
    public async Task AnswerAsync()
    {
        while (await _inFlight.Reader.WaitToReadAsync())
        {
            while (_inFlight.Reader.TryRead(out var frame))
            {
                if (!frame.Submission.IsCompleted)
                {
                    connection.Raise(); // what is answered so far leaves before the wait
                }

                await AnswerAsync(frame);
            }

            connection.Raise();
        }
    }

    private async ValueTask AnswerAsync(OrderFrame frame)
    {
        StreamError error;
        try
        {
            await frame.Submission;
            ReplyWriter.Results(_writer, frame, exchange.Views);
            connection.Deliver(_writer);
            Return(frame);
            return;
        }
        catch (ExchangeUnavailableException unavailable)
        {
            error = StreamError.Unavailable(unavailable);
        }
        catch (OutcomeUnknownException)
        {
            error = StreamError.OutcomeUnknown;
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "A frame of {Count} order operations failed", frame.Count);
            error = StreamError.InternalError;
        }

        // The frame is not reused: the engine may still hold its batch.
        _writer.Clear();
        ReplyWriter.Failed(_writer, frame.Id, error);
        connection.Deliver(_writer);
    }

    /// <summary>What is thrown at once comes with the task, as what is thrown later.</summary>
    private ValueTask Submit(CommandBatch batch)
    {
        try
        {
            return exchange.SubmitAsync(batch);
        }
        catch (Exception error)
        {
            return ValueTask.FromException(error);
        }
    }
}
