using CsCheck;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §14.5.</summary>
public class WaterFillTests
{
    private static readonly Gen<Claim[]> Claims = Gen.Select(Gen.Long[0, 1L << 50], Gen.Long[0, 1L << 40]).Array[1, 12]
        .Select(pairs => pairs.Select((pair, i) => new Claim { Key = i, Weight = pair.Item1, Cap = pair.Item2 }).ToArray());

    [Fact]
    public void Everybody_gives_up_the_same_part_as_far_as_each_can() =>
        Assert.Equal([3_520, 1_760, 220, 500], Share([(8_000, 8_000), (4_000, 4_000), (500, 500), (2_500, 500)], 6_000));

    [Theory]
    [InlineData(10, new long[] { 4, 3, 3 })]
    [InlineData(11, new long[] { 4, 4, 3 })]
    [InlineData(12, new long[] { 4, 4, 4 })]
    [InlineData(0, new long[] { 0, 0, 0 })]
    [InlineData(400, new long[] { 100, 100, 100 })]
    public void What_rounding_leaves_goes_to_the_first_of_the_largest_remainders(long quantity, long[] shares) =>
        Assert.Equal(shares, Share([(1, 100), (1, 100), (1, 100)], quantity));

    [Fact]
    public void Who_has_no_profit_gives_nothing() => Assert.Equal([0, 5], Share([(0, 10), (1, 5)], 7));

    [Fact]
    public void The_whole_quantity_is_taken_and_nobody_gives_more_than_the_cap() => Gen.Select(Claims, Gen.Long[0, 1L << 42]).Sample((claims, quantity) =>
    {
        var possible = claims.Where(claim => claim.Weight > 0).Sum(claim => claim.Cap);
        var shared = WaterFill.Share(claims, quantity);
        Assert.Equal(Math.Min(quantity, possible), shared);
        Assert.Equal(shared, claims.Sum(claim => claim.Taken));
        Assert.All(claims, claim => Assert.InRange(claim.Taken, 0, claim.Cap));

        // One level for all: who is not full gave at least as large a part of the weight as anybody, to a unit.
        foreach (var open in claims.Where(claim => claim.Weight > 0 && claim.Taken < claim.Cap))
        {
            Assert.All(claims, other => Assert.True((Int128)(open.Taken + 1) * other.Weight >= (Int128)(other.Taken - 1) * open.Weight));
        }
    });

    [Fact]
    public void The_order_does_not_matter() => Gen.Select(Claims, Gen.Long[0, 1L << 42], Gen.Int).Sample((claims, quantity, seed) =>
    {
        var shuffled = claims.ToArray();
        new Random(seed).Shuffle(shuffled);
        WaterFill.Share(claims, quantity);
        WaterFill.Share(shuffled, quantity);
        return claims.OrderBy(claim => claim.Key).Select(claim => claim.Taken).SequenceEqual(shuffled.OrderBy(claim => claim.Key).Select(claim => claim.Taken));
    });

    [Fact]
    public void Splitting_a_claim_gains_nothing_but_rounding() => Gen.Select(Claims, Gen.Long[0, 1L << 42]).Sample((claims, quantity) =>
    {
        foreach (ref var claim in claims.AsSpan())
        {
            claim.Weight &= ~1L;
            claim.Cap &= ~1L;
        }

        var split = claims.SelectMany(claim => claim.Key == 0
            ? new[] { claim with { Weight = claim.Weight / 2, Cap = claim.Cap / 2 }, claim with { Key = 100, Weight = claim.Weight / 2, Cap = claim.Cap / 2 } }
            : [claim]).ToArray();
        WaterFill.Share(claims, quantity);
        WaterFill.Share(split, quantity);
        Assert.InRange(split.Where(claim => claim.Key is 0 or 100).Sum(claim => claim.Taken) - claims.Single(claim => claim.Key == 0).Taken, -2, 2);
    });

    private static long[] Share((long Weight, long Cap)[] claims, long quantity)
    {
        var all = claims.Select((claim, i) => new Claim { Key = i, Weight = claim.Weight, Cap = claim.Cap }).ToArray();
        WaterFill.Share(all, quantity);
        return [.. all.OrderBy(claim => claim.Key).Select(claim => claim.Taken)];
    }
}
