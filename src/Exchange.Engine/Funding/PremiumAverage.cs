using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>The average premium of one interval, in which a later second weighs more: the first once, the second twice and so on. FORMULAS §13.2.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PremiumAverage
{
    private const long Second = 1_000_000;

    public long StartsAt;

    /// <summary>The funding time; 0 if there is no interval.</summary>
    public long EndsAt;

    /// <summary>0 for none.</summary>
    public long LastSampleAt;

    /// <summary>Σ weight × premium, in billionths.</summary>
    public long WeightedSum;

    /// <summary>Σ weight.</summary>
    public long Weights;

    public long Samples;

    public readonly bool IsNone => EndsAt == 0;

    /// <summary>Rounded toward zero; 0 without a sample.</summary>
    public readonly Rate Average => new(Weights == 0 ? 0 : WeightedSum / Weights);

    /// <summary>The interval that a moment lies in.</summary>
    public static PremiumAverage Around(long now, long interval)
    {
        var startsAt = now / interval * interval;
        return new PremiumAverage { StartsAt = startsAt, EndsAt = startsAt + interval };
    }

    /// <summary>Whether a moment is within the interval and in a second that has no sample yet.</summary>
    public readonly bool Wants(long now) =>
        now < EndsAt && now >= StartsAt && (Samples == 0 || SecondOf(now) > SecondOf(LastSampleAt));

    public void Add(long now, Rate premium)
    {
        var weight = SecondOf(now) + 1;
        WeightedSum += weight * premium.Billionths;
        Weights += weight;
        LastSampleAt = now;
        Samples++;
    }

    private readonly long SecondOf(long time) => (time - StartsAt) / Second;
}
