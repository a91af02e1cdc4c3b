using System.Runtime.InteropServices;

namespace Exchange.Engine;

/// <summary>A market's funding: the rules, the samples, the cumulative index and how far positions are settled.</summary>
internal sealed class MarketFunding
{
    private FundingRules _rules;

    /// <summary>Fields, written in place by <see cref="FundingCommands"/> and <see cref="FundingSettlement"/>.</summary>
    public FundingState State;

    public ref readonly FundingRules Rules => ref _rules;

    /// <summary>Whether positions may be behind the index.</summary>
    public bool IsSweeping => State.SweepTime != 0;

    /// <summary>Other rules. With another interval the present one ends at the new one's next time, and is charged for as long as it will have been.</summary>
    public void Use(in FundingRules rules, Timestamp now)
    {
        if (!State.Current.IsNone && rules.Interval != _rules.Interval)
        {
            State.Current.EndsAt = PremiumAverage.Around(now.Microseconds, rules.Interval).EndsAt;
        }

        _rules = rules;
    }

    /// <summary>Goes into the interval of a moment. One that has ended waits to be charged; while another waits already, it stays, and takes no samples.</summary>
    public void Roll(long now)
    {
        if (now >= State.Current.EndsAt && State.Due.IsNone)
        {
            State.Due = State.Current;
            State.Current = PremiumAverage.Around(now, _rules.Interval);
        }
    }

    /// <summary>The interval that is to be charged next: over and uncharged, or the present one.</summary>
    public PremiumAverage Next => State.Due.IsNone ? State.Current : State.Due;

    /// <summary>The rate of an interval that was watched well enough; otherwise 0.</summary>
    public Rate RateOf(in PremiumAverage average, Rate maintenanceRate) =>
        FundingFormula.IsWatched(_rules, (int)average.Samples, new Timestamp(average.LastSampleAt), new Timestamp(average.EndsAt))
            ? FundingFormula.Of(average.Average, _rules, average.EndsAt - average.StartsAt, maintenanceRate)
            : default;

    /// <summary>The rate as the samples so far would make it.</summary>
    public Rate Predicted(Rate maintenanceRate) =>
        State.Current.Samples == 0
            ? default
            : FundingFormula.Of(State.Current.Average, _rules, State.Current.EndsAt - State.Current.StartsAt, maintenanceRate);

    public void Write(SnapshotWriter writer)
    {
        writer.Write(_rules);
        writer.Write(State);
    }

    public void Read(ref SnapshotReader reader)
    {
        _rules = reader.Read<FundingRules>();
        State = reader.Read<FundingState>();
    }
}

/// <summary>Where a market's funding stands.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FundingState
{
    /// <summary>The cumulative index, in 1e-12 settlement units per lot.</summary>
    public Int128 Index;

    /// <summary>What rounding has left in the <see cref="AccountId.Funding"/> account since the last sweep ended, in the index's steps.</summary>
    public Int128 Residue;

    /// <summary>Settlement units that this market has in the <see cref="AccountId.Funding"/> account; negative while receivers were settled before payers.</summary>
    public long Collected;

    /// <summary>The last funding time that was charged; 0 for none.</summary>
    public long LastTime;

    /// <summary>Its rate, in billionths.</summary>
    public long LastRate;

    /// <summary>What was published last: the predicted rate and the funding time it is for.</summary>
    public long AnnouncedRate;

    /// <inheritdoc cref="AnnouncedRate"/>
    public long AnnouncedTime;

    /// <inheritdoc cref="AnnouncedRate"/>
    public long AnnouncedAverage;

    /// <inheritdoc cref="AnnouncedRate"/>
    public long AnnouncedSamples;

    /// <summary>The funding time that positions are being settled up to; 0 if all are.</summary>
    public long SweepTime;

    /// <summary>The account that the sweep looks at next.</summary>
    public long SweepNext;

    private readonly long _reserved;

    /// <summary>The present interval; none before the market has had a price.</summary>
    public PremiumAverage Current;

    /// <summary>An interval that has ended and is not charged yet.</summary>
    public PremiumAverage Due;
}
