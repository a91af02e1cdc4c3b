using CsCheck;
using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>FORMULAS §11.2.</summary>
public class WeightedMedianTests
{
    [Fact]
    public void A_lying_minority_moves_nothing() => Assert.Equal(
        10_000, Of((10_000, 3), (10_010, 2), (9_990, 2), (10_020, 1), (6_500, 1), (9_995, 1), (10_005, 1)));

    [Fact]
    public void Even_the_heaviest_source_alone_moves_little() => Assert.Equal(
        9_995, Of((6_500, 3), (10_010, 2), (9_990, 2), (10_020, 1), (10_000, 1), (9_995, 1), (10_005, 1)));

    [Fact]
    public void Five_of_eleven_weights_lying_hold_and_six_break_it()
    {
        Assert.Equal(9_990, Of((6_500, 3), (6_500, 2), (9_990, 2), (10_020, 1), (10_000, 1), (9_995, 1), (10_005, 1)));
        Assert.Equal(6_500, Of((6_500, 3), (6_500, 2), (9_990, 2), (10_020, 1), (6_500, 1), (9_995, 1), (10_005, 1)));
    }

    [Fact]
    public void Exactly_between_two_it_is_their_mean_rounded_down()
    {
        Assert.Equal(150, Of((100, 1), (200, 1)));
        Assert.Equal(150, Of((100, 2), (201, 2)));
        Assert.Equal(150, Of((100, 1), (100, 1), (201, 1), (400, 1)));
    }

    [Fact]
    public void No_weight_is_more_than_a_third_of_all()
    {
        Assert.Equal([2L, 2L, 2L], Clamped(1, 1, 1));
        Assert.Equal([2L, 2L, 2L], Clamped(100, 1, 1));
        Assert.Equal([4L, 4L, 2L, 2L], Clamped(100, 100, 1, 1));
        Assert.Equal([3L, 2L, 2L, 2L], Clamped(100, 1, 1, 1));
    }

    [Fact]
    public void Clamping_leaves_nobody_above_a_third_and_touches_nobody_below() =>
        Gen.Long[1, 1_000].Array[3, 12].Sample(weights =>
        {
            var clamped = Clamped(weights);
            var total = clamped.Sum();
            for (var i = 0; i < weights.Length; i++)
            {
                Assert.True(3 * clamped[i] <= total);
                Assert.True(clamped[i] == 2 * weights[i] || 3 * clamped[i] == total);
            }
        });

    [Fact]
    public void Liars_below_half_never_move_it_beyond_what_others_say() =>
        Gen.Select(Gen.Long[900, 1_100].Array[3, 8], Gen.Long[1, 10_000].Array[0, 7]).Where(both => both.Item2.Length < both.Item1.Length).Sample(both =>
        {
            var (honest, lies) = both;
            var median = Of([.. honest.Concat(lies).Select(price => (price, 1L))]);
            Assert.InRange(median, honest.Min(), honest.Max());
        });

    private static long Of(params (long Price, long Weight)[] votes) =>
        WeightedMedian.Of([.. votes.Select((vote, i) => new PriceVote(vote.Price, vote.Weight, i))]);

    private static long[] Clamped(params long[] weights)
    {
        PriceVote[] votes = [.. weights.Select((weight, i) => new PriceVote(100, weight, i))];
        WeightedMedian.ClampToThird(votes);
        return [.. votes.Select(vote => vote.Weight)];
    }
}
