using System.Runtime.InteropServices;
using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>Whose state a market is in, and why.</summary>
/// <param name="Operator">What the operator wants.</param>
/// <param name="Automatic">What circuit breakers and auctions demand. In force is the stricter.</param>
/// <param name="Since">Since when the state in force is.</param>
/// <param name="Causes">What the automatic state comes from.</param>
/// <param name="Auction">The call auction that is on.</param>
/// <param name="Volatility">How much the index moves, and what follows for new risk.</param>
/// <param name="Breakers">What the circuit breakers go by.</param>
public sealed record MarketStatus(
    MarketState Operator,
    MarketState Automatic,
    Timestamp Since,
    StateCauses Causes,
    AuctionInfo? Auction,
    VolatilityInfo Volatility,
    BreakerRulesInfo Breakers)
{
    /// <summary>How a market begins.</summary>
    public static MarketStatus OfNew(Timestamp time, AssetInfo settlement) => new(
        MarketState.Halted, MarketState.Active, time, StateCauses.None, Auction: null, VolatilityInfo.None,
        new BreakerRulesInfo(BreakerRules.Default(MarketScale.UnitOf(settlement.Decimals))));
}

/// <summary>A cause that is in force.</summary>
/// <param name="Cause">Which.</param>
/// <param name="Since">Since when.</param>
/// <param name="Value">What was measured, in the units of the cause.</param>
/// <param name="Threshold">What it was measured against.</param>
public sealed record ActiveCause(StateCause Cause, Timestamp Since, long Value, long Threshold);

/// <summary>The causes in force, in the order of their numbers. Never changes.</summary>
public sealed class StateCauses : IEquatable<StateCauses>
{
    public static readonly StateCauses None = new([]);

    private readonly ActiveCause[] _causes;

    private StateCauses(ActiveCause[] causes) => _causes = causes;

    public IReadOnlyList<ActiveCause> All => _causes;

    /// <summary>With a cause that came; one that was there keeps its time.</summary>
    public StateCauses With(ActiveCause cause)
    {
        var since = Array.Find(_causes, other => other.Cause == cause.Cause)?.Since ?? cause.Since;
        return new StateCauses([.. Without(cause.Cause)._causes.Append(cause with { Since = since }).OrderBy(other => other.Cause)]);
    }

    /// <summary>After an event that tells of a cause; an operator's will is none of them.</summary>
    public StateCauses After(in EventHeader header, in MarketStateChanged change) =>
        change.Cause == StateCause.Operator ? this
        : change.IsActive == 1 ? With(new ActiveCause(change.Cause, header.Time, change.Value, change.Threshold))
        : Without(change.Cause);

    public StateCauses Without(StateCause cause) => new(Array.FindAll(_causes, other => other.Cause != cause));

    public bool Equals(StateCauses? other) => other is not null && _causes.AsSpan().SequenceEqual(other._causes);

    public override bool Equals(object? obj) => Equals(obj as StateCauses);

    public override int GetHashCode() => _causes.Length;
}

/// <summary>A call auction.</summary>
/// <param name="Phase">How far it is.</param>
/// <param name="Extensions">How often it was extended.</param>
/// <param name="Cause">Why it is.</param>
/// <param name="OpenedAt">When it began.</param>
/// <param name="EndsAt">When its price is found; 0 while a stricter state holds it up.</param>
/// <param name="Price">What the price would be, or is; none if nothing crosses.</param>
/// <param name="Quantity">What would match, or has.</param>
/// <param name="Imbalance">Lots to be bought at the price less lots to be sold at it.</param>
/// <param name="CollarLow">The lowest price at which it would end now.</param>
/// <param name="CollarHigh">The highest.</param>
public sealed record AuctionInfo(
    AuctionPhase Phase, int Extensions, StateCause Cause, Timestamp OpenedAt, Timestamp EndsAt, Price Price, Quantity Quantity, long Imbalance,
    Price CollarLow, Price CollarHigh)
{
    /// <summary>As an event tells it; null if the auction has ended.</summary>
    public static AuctionInfo? Of(in AuctionChanged change) => change.Phase == AuctionPhase.None
        ? null
        : new AuctionInfo(
            change.Phase, change.Extensions, change.Cause, change.OpenedAt, change.EndsAt, change.Price, change.Quantity, change.Imbalance,
            change.CollarLow, change.CollarHigh);
}

/// <summary>A market's volatility.</summary>
/// <param name="Step">The step of the regime that is in force; 0 for none.</param>
/// <param name="OfYear">Of a year; 1 is 100 %.</param>
/// <param name="MarginScale">What initial margin is multiplied by.</param>
public sealed record VolatilityInfo(int Step, Rate OfYear, Rate MarginScale)
{
    public static readonly VolatilityInfo None = new(0, new Rate(0), new Rate(Rate.One));
}

/// <summary>Breaker rules, shared by all that refer to them.</summary>
public sealed class BreakerRulesInfo(BreakerRules rules) : IEquatable<BreakerRulesInfo>
{
    private readonly BreakerRules _rules = rules;

    public ref readonly BreakerRules Rules => ref _rules;

    /// <summary>Whether the rules are the same, to the byte.</summary>
    public bool Equals(BreakerRulesInfo? other) => other is not null && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as BreakerRulesInfo);

    public override int GetHashCode() => HashCode.Combine(_rules.Dwell, _rules.AuctionTime, _rules.MaxAuctionsPerHour);

    private ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<BreakerRules>(in _rules));
}
