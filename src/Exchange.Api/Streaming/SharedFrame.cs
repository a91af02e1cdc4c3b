using System.Buffers;

namespace Exchange.Api;

/// <summary>
/// One encoded message, shared by all who are to get it. Reference-counted: its pooled bytes go back with the last <see cref="Release"/>.
/// Its maker holds the first reference.
/// </summary>
internal sealed class SharedFrame(byte[] pooled, int length)
{
    private int _references = 1;

    public int Length => length;

    /// <summary>The message's UTF-8 text. Not to be touched after <see cref="Release"/>.</summary>
    public ReadOnlyMemory<byte> Bytes => pooled.AsMemory(0, length);

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }
}
