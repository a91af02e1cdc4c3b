using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>An asset of the ledger.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Asset(Symbol Code, int Decimals, int Reserved = 0);

/// <summary>The ledger's assets by id, from 1.</summary>
internal sealed class AssetList
{
    /// <summary>The asset that equity and margin of a whole account are measured in: the first registered.</summary>
    public static readonly AssetId Valuation = new(1);

    private Asset[] _assets = new Asset[Bounds.MaxAssets + 1];
    private readonly Collateral?[] _collateral = new Collateral?[Bounds.MaxAssets + 1];

    public int Count { get; private set; }

    public ref readonly Asset this[int id] => ref _assets[id];

    /// <summary>What margin needs to know of an asset that exists.</summary>
    public CollateralTerms Terms(int id) => _collateral[id]!.Terms;

    /// <summary>An asset that exists, as collateral.</summary>
    public Collateral Collateral(int id) => _collateral[id]!;

    /// <summary>Smallest units in a whole one of the valuation asset.</summary>
    public long WholeValuationUnit => WholeUnit(_assets[Valuation.Value].Decimals);

    public bool Has(AssetId id) => id.Value > 0 && id.Value <= Count;

    public bool Has(Symbol code)
    {
        for (var id = 1; id <= Count; id++)
        {
            if (_assets[id].Code == code)
            {
                return true;
            }
        }

        return false;
    }

    public AssetId Add(Symbol code, int decimals)
    {
        _assets[++Count] = new Asset(code, decimals);
        AddTerms(Count);
        return new AssetId(Count);
    }

    public void Write(SnapshotWriter writer)
    {
        writer.WriteArray<Asset>(_assets.AsSpan(0, Count + 1));
        for (var id = 1; id <= Count; id++)
        {
            Collateral(id).Write(writer);
        }
    }

    public void Read(ref SnapshotReader reader)
    {
        _assets = reader.ReadArray<Asset>(out var length, Bounds.MaxAssets + 1);
        Count = length - 1;
        for (var id = 1; id <= Count; id++)
        {
            AddTerms(id);
            Collateral(id).Read(ref reader);
        }
    }

    private void AddTerms(int id) => _collateral[id] = new Collateral(new AssetId(id), _assets[id].Decimals, WholeValuationUnit);

    public static long WholeUnit(int decimals)
    {
        long unit = 1;
        for (var i = 0; i < decimals; i++)
        {
            unit *= 10;
        }

        return unit;
    }
}
