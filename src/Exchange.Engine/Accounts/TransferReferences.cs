using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>The references of all credits and debits ever made, so that each is done once.</summary>
internal sealed class TransferReferences
{
    private Entry[] _entries = new Entry[64];
    private readonly Dictionary<Text64, int> _byReference = [];

    public int Count { get; private set; }

    /// <summary>Looks a reference up.</summary>
    public bool TryFind(in Text64 reference, out Entry entry)
    {
        var found = _byReference.TryGetValue(reference, out var place);
        entry = found ? _entries[place] : default;
        return found;
    }

    public void Add(in Entry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        _byReference.Add(entry.Reference, Count);
        _entries[Count++] = entry;
    }

    public void Write(SnapshotWriter writer) => writer.WriteArray<Entry>(_entries.AsSpan(0, Count));

    public void Read(ref SnapshotReader reader)
    {
        _entries = reader.ReadArray<Entry>(out var count, minimumCapacity: 64);
        Count = count;
        for (var i = 0; i < count; i++)
        {
            _byReference.Add(_entries[i].Reference, i);
        }
    }

    /// <summary>A credit (positive amount) or debit (negative) that was done.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Entry(Text64 Reference, AccountId Account, AssetId Asset, long SignedAmount);
}
