namespace Exchange.Api;

/// <summary>
/// Lies between a WebSocket and its connection and gathers what the WebSocket writes: while held, frames collect here and leave together
/// with <see cref="ReleaseAsync"/>, in one write instead of one each. Not held, every flush passes through, so that pings, pongs and
/// closes leave at once.
/// </summary>
internal sealed class CoalescingStream(Stream inner) : Stream
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _flushing = new(1);
    private byte[] _gathered = new byte[4096];
    private byte[] _leaving = new byte[4096];
    private int _length;
    private volatile bool _held;

    /// <summary>Bytes that have not left yet.</summary>
    public int Gathered
    {
        get
        {
            lock (_gate)
            {
                return _length;
            }
        }
    }

    /// <summary>From now on flushes do nothing.</summary>
    public void Hold() => _held = true;

    /// <summary>Ends the hold and writes what was gathered.</summary>
    public Task ReleaseAsync()
    {
        _held = false;
        return LeaveAsync(CancellationToken.None);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_gathered.Length - _length < buffer.Length)
            {
                Array.Resize(ref _gathered, Math.Max(_gathered.Length * 2, _length + buffer.Length));
            }

            buffer.Span.CopyTo(_gathered.AsSpan(_length));
            _length += buffer.Length;
        }

        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _held ? Task.CompletedTask : LeaveAsync(cancellationToken);

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await _flushing.WaitAsync(cancellationToken);
        try
        {
            int length;
            lock (_gate)
            {
                (_gathered, _leaving) = (_leaving, _gathered);
                length = _length;
                _length = 0;
            }

            if (length != 0)
            {
                await inner.WriteAsync(_leaving.AsMemory(0, length), cancellationToken);
                await inner.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            _flushing.Release();
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Reads are asynchronous.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Writes are asynchronous.");

    public override void Flush() => throw new NotSupportedException("Flushes are asynchronous.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            _flushing.Dispose();
        }

        base.Dispose(disposing);
    }
}
