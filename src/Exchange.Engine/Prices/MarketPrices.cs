using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>What a market knows of its underlying's price: the rules, the sources' last reports, and what came of them.</summary>
internal sealed class MarketPrices
{
    private readonly SourceReport[] _reports = new SourceReport[PriceSources.Capacity];
    private PriceRules _rules;

    /// <summary>What was made of the reports. Fields, written in place by <see cref="PriceCommands"/>.</summary>
    public PriceState State = new() { IsDegraded = 1 };

    public ref readonly PriceRules Rules => ref _rules;

    /// <summary>Whether the market has an index at all.</summary>
    public bool HasSources => _rules.SourceCount != 0;

    /// <summary>The reports, by source.</summary>
    public Span<SourceReport> Reports => _reports;

    /// <summary>Other rules. If they have other sources, everything that was reported and averaged is forgotten; the index stays until there is a new one.</summary>
    public void Use(in PriceRules rules)
    {
        var areSame = HaveSameSources(_rules, rules);
        _rules = rules;
        if (!areSame)
        {
            ForgetReports();
        }
    }

    /// <summary>Whether reports for one set of rules are reports for the other.</summary>
    public static bool HaveSameSources(in PriceRules a, in PriceRules b)
    {
        if (a.SourceCount != b.SourceCount)
        {
            return false;
        }

        for (var i = 0; i < a.SourceCount; i++)
        {
            if (a.ActiveSources[i].Name != b.ActiveSources[i].Name || a.ActiveSources[i].Reporter != b.ActiveSources[i].Reporter)
            {
                return false;
            }
        }

        return true;
    }

    public void ForgetReports()
    {
        Array.Clear(_reports);
        State.Basis = 0;
        State.BasisAt = 0;
    }

    public void Write(SnapshotWriter writer)
    {
        writer.Write(_rules);
        writer.Write(State);
        writer.WriteArray<SourceReport>(_reports);
    }

    public void Read(ref SnapshotReader reader)
    {
        _rules = reader.Read<PriceRules>();
        State = reader.Read<PriceState>();
        reader.ReadArray<SourceReport>(PriceSources.Capacity).AsSpan(0, PriceSources.Capacity).CopyTo(_reports);
    }
}

/// <summary>A market's index and what the mark price is made of. Prices in millionths of a tick, times in microseconds.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PriceState
{
    /// <summary>The index; while degraded the last sound one. 0 before the first.</summary>
    public long Index;

    public long IndexMovedAt;

    /// <summary>The average distance of the book's middle from the index.</summary>
    public long Basis;

    /// <summary>When the book was deep enough for that the last time; 0 for never.</summary>
    public long BasisAt;

    /// <summary>When everything was looked at the last time, without a report.</summary>
    public long RefreshedAt;

    public uint Used;

    public uint Deviating;

    /// <summary>1 if too few sources are left.</summary>
    public int IsDegraded;

    /// <summary>1 if the mark price is what the live sources say now: not while degraded or halted, nor before they have reported after a restart.</summary>
    public int IsMarkCurrent;
}
