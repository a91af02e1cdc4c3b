using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>One source of a market's index.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct PriceSource
{
    /// <summary>Its name, unique in the market.</summary>
    public Symbol Name { get; set; }

    /// <summary>How much it counts beside the others, from 1 to <see cref="MaxWeight"/>.</summary>
    public int Weight { get; set; }

    private readonly int _reserved;

    /// <summary>How old a report may be, by the source's own time, in microseconds.</summary>
    public long StaleAfter { get; set; }

    /// <summary>How wide its confidence interval may be, as a part of the price.</summary>
    public Rate MaxConfidence { get; set; }

    /// <summary>The Ed25519 key with which its reports are signed; all zero if the exchange fetches them itself.</summary>
    public ReporterKey Reporter { get; set; }

    public const int MaxWeight = 1_000;
}

/// <summary>An Ed25519 public key.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct ReporterKey
{
    public const int Length = 32;

    private readonly ulong _w0, _w1, _w2, _w3;

    public ReporterKey(ReadOnlySpan<byte> key) => this = MemoryMarshal.Read<ReporterKey>(key);

    public bool IsNone => (_w0 | _w1 | _w2 | _w3) == 0;

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        MemoryMarshal.Write(bytes, this);
        return bytes;
    }
}

/// <summary>Room for a market's sources.</summary>
[InlineArray(Capacity)]
public struct PriceSources
{
    public const int Capacity = 12;

    private PriceSource _first;
}

/// <summary>Where a market's index comes from, and how its mark price follows. FORMULAS §11.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PriceRules
{
    /// <summary>The sources in use; none means that the market has no index.</summary>
    public int SourceCount { get; set; }

    /// <summary>How many live sources must agree for there to be an index; at least three.</summary>
    public int Quorum { get; set; }

    /// <summary>How far from the median a source may be before it is left out.</summary>
    public Rate MaxDeviation { get; set; }

    /// <summary>How far the index may move in a second.</summary>
    public Rate MaxVelocity { get; set; }

    /// <summary>How far from the index the mark price may be.</summary>
    public Rate MarkBand { get; set; }

    /// <summary>Over how many microseconds the basis between book and index is averaged.</summary>
    public long BasisWindow { get; set; }

    /// <summary>For how many microseconds the last trade counts for the mark price.</summary>
    public long TradeStaleAfter { get; set; }

    /// <summary>How much the book must offer on each side to count for the mark price, in settlement units.</summary>
    public Money ImpactNotional { get; set; }

    public PriceSources Sources;

    /// <summary>
    /// The band that holds in a market with such parameters: below half of the first tier's maintenance rate, so that no book alone can move the
    /// mark price as far from the index as an account's maintenance margin reaches.
    /// </summary>
    public readonly Rate MarkBandWithin(in MarketParameters parameters) =>
        new(Math.Min(MarkBand.Billionths, (parameters.Tiers[0].MaintenanceRate.Billionths - 1) / 2));

    [UnscopedRef]
    public readonly ReadOnlySpan<PriceSource> ActiveSources => ((ReadOnlySpan<PriceSource>)Sources)[..SourceCount];
}
