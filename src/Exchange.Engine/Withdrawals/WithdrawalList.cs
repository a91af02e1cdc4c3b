using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>Every withdrawal that was ever asked for, by id from 1, so that each reference of an account is done once.</summary>
internal sealed class WithdrawalList
{
    private Withdrawal[] _withdrawals = new Withdrawal[64];
    private readonly Dictionary<(int Account, Text64 Reference), int> _byReference = [];

    public int Count { get; private set; }

    public bool IsFull => Count == Bounds.MaxWithdrawals;

    public ref Withdrawal this[int id] => ref _withdrawals[id - 1];

    public bool Has(WithdrawalId id) => id.Value > 0 && id.Value <= Count;

    /// <summary>The id under a reference of an account; 0 if it is new.</summary>
    public int Find(AccountId account, in Text64 reference) => _byReference.GetValueOrDefault((account.Value, reference));

    public WithdrawalId Add(in Withdrawal withdrawal)
    {
        if (Count == _withdrawals.Length)
        {
            Array.Resize(ref _withdrawals, Count * 2);
        }

        _withdrawals[Count++] = withdrawal;
        _byReference.Add((withdrawal.Account.Value, withdrawal.Reference), Count);
        return new WithdrawalId(Count);
    }

    public void Write(SnapshotWriter writer) => writer.WriteArray<Withdrawal>(_withdrawals.AsSpan(0, Count));

    public void Read(ref SnapshotReader reader)
    {
        _withdrawals = reader.ReadArray<Withdrawal>(out var count, minimumCapacity: 64);
        Count = count;
        for (var id = 1; id <= count; id++)
        {
            _byReference.Add((this[id].Account.Value, this[id].Reference), id);
        }
    }
}

/// <summary>A withdrawal, and what became of it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Withdrawal
{
    public Text64 Reference;
    public Text64 Destination;
    public AccountId Account;
    public AssetId Asset;
    public long Amount;
    public WithdrawalStatus Status;
    private readonly byte _reserved0;
    private readonly ushort _reserved1;
    private readonly int _reserved2;
}
