using System.Runtime.CompilerServices;

namespace Exchange.Engine;

/// <summary>The accounts whose health may have fallen in the command being applied, by more than a price.</summary>
internal sealed class TouchedAccounts
{
    private int[] _accounts = new int[4_096];

    public int Count { get; private set; }

    public ReadOnlySpan<int> All => _accounts.AsSpan(0, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int account)
    {
        // What a fill touches it touches several times in a row.
        if (Count > 0 && _accounts[Count - 1] == account)
        {
            return;
        }

        if (Count == _accounts.Length)
        {
            Array.Resize(ref _accounts, Count * 2);
        }

        _accounts[Count++] = account;
    }

    public void Clear() => Count = 0;
}
