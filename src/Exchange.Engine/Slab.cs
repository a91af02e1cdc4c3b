using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Exchange.Engine;

/// <summary>
/// An array of records that begins on a cache line and stays where it is: a record of 64 bytes then is one line, where an ordinary array
/// would spread it over two. Checks its bounds. Growing it moves it, so references do not outlive a growth.
/// </summary>
internal sealed unsafe class Slab<T>
    where T : unmanaged
{
    private const int LineBytes = 64;

    private T[] _memory; // keeps it alive; pinned, so that its address holds
    private T* _first;

    public Slab(int capacity) => Allocate(capacity);

    public int Capacity { get; private set; }

    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Capacity)
            {
                ThrowOutOfRange(index);
            }

            return ref Unsafe.AsRef<T>(At(index));
        }
    }

    public Span<T> AsSpan(int count) => count <= Capacity ? new Span<T>(_first, count) : throw new ArgumentOutOfRangeException(nameof(count));

    /// <summary>Hints to the processor that the first lines of a record will be needed. Any index will do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(int index)
    {
        if (Sse.IsSupported && (uint)index < (uint)Capacity)
        {
            Sse.Prefetch0(At(index));
        }
    }

    /// <summary>Makes room for twice as many.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Grow()
    {
        var old = AsSpan(Capacity);
        var keptAlive = _memory;
        Allocate(Capacity * 2);
        old.CopyTo(AsSpan(Capacity));
        GC.KeepAlive(keptAlive);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T* At(int index) => unchecked((T*)((byte*)_first + ((nint)(uint)index * sizeof(T))));

    [MemberNotNull(nameof(_memory))]
    private void Allocate(int capacity)
    {
        var spare = (LineBytes / sizeof(T)) + 1;
        _memory = GC.AllocateArray<T>(capacity + spare, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _memory[0]);
        _first = (T*)((address + (LineBytes - 1)) & ~(nuint)(LineBytes - 1));
        Capacity = capacity;
    }

    [DoesNotReturn]
    private static void ThrowOutOfRange(int index) => throw new InvariantViolatedException($"index {index} in the slab of {typeof(T).Name}");
}
