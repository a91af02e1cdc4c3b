using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>An asset as collateral: its rules, what its sources say, and the terms that margin makes of both.</summary>
internal sealed class Collateral
{
    private readonly SourceReport[] _reports = new SourceReport[PriceSources.Capacity];
    private CollateralRules _rules;
    private PriceRules _prices;

    public Collateral(AssetId asset, int decimals, long wholeValuationUnit)
    {
        Asset = asset;
        Terms = new CollateralTerms(asset == AssetList.Valuation, decimals);
        _rules = CollateralRulesCheck.Unlisted(wholeValuationUnit);
    }

    public AssetId Asset { get; }

    public CollateralTerms Terms { get; }

    public ref readonly CollateralRules Rules => ref _rules;

    /// <summary>Where the index comes from.</summary>
    public ref readonly PriceRules Prices => ref _prices;

    public bool HasSources => _prices.SourceCount != 0;

    /// <summary>Whether it counts as collateral.</summary>
    public bool IsListed => Terms.IsValuation || _rules.TierCount != 0;

    /// <summary>Whether there is a price now by which something new may be decided.</summary>
    public bool HasSoundPrice => Terms.IsValuation || (State.Index.Value != 0 && State.Index.IsDegraded == 0);

    /// <summary>The reports, by source.</summary>
    public Span<SourceReport> Reports => _reports;

    /// <summary>Fields, written in place by <see cref="CollateralCommands"/>.</summary>
    public CollateralState State = new() { Index = new IndexReading { IsDegraded = 1 } };

    public void Use(in CollateralRules rules)
    {
        _rules = rules;
        Terms.Haircuts = new HaircutTable(rules.ActiveTiers);
    }

    /// <summary>Other rules. If they have other sources, what was reported is forgotten; the index stays until there is a new one.</summary>
    public void Use(in PriceRules prices)
    {
        var areSame = MarketPrices.HaveSameSources(_prices, prices);
        _prices = prices;
        if (!areSame)
        {
            ForgetReports();
        }
    }

    public void ForgetReports() => Array.Clear(_reports);

    /// <summary>Takes an index in.</summary>
    public void Read(in IndexReading index)
    {
        State.Index = index;
        Terms.Price = index.Value;
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(_rules);
        writer.Write(_prices);
        writer.Write(State);
        writer.WriteArray<SourceReport>(_reports);
    }

    public void Read(ref SnapshotReader reader)
    {
        Use(reader.Read<CollateralRules>());
        _prices = reader.Read<PriceRules>();
        State = reader.Read<CollateralState>();
        Terms.Price = State.Index.Value;
        reader.ReadArray<SourceReport>(PriceSources.Capacity).AsSpan(0, PriceSources.Capacity).CopyTo(_reports);
    }
}

/// <summary>What becomes of an asset's rules and reports.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CollateralState
{
    public IndexReading Index;

    /// <summary>When everything was looked at the last time, without a report.</summary>
    public long RefreshedAt;

    /// <summary>When the deposit cap was raised the last time, or the asset listed.</summary>
    public long CapRaisedAt;
}
