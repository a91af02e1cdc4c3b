using Xunit;

namespace Exchange.Engine.Tests;

/// <summary>The index of client order ids against a plain list, with hashes so few that they collide all the time.</summary>
public sealed class ClientOrderIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(100_000)]
    public void It_finds_what_is_in_it_and_nothing_else(int hashes)
    {
        var random = new Random(7);
        var index = new ClientOrderIndex();
        var expected = new Dictionary<int, uint>();
        for (var step = 1; step <= 30_000; step++)
        {
            if (expected.Count > 0 && random.Next(step < 15_000 && hashes > 40 ? 4 : 2) == 0)
            {
                var leaving = expected.Keys.ElementAt(random.Next(Math.Min(expected.Count, 20)));
                index.Remove(expected[leaving], leaving);
                expected.Remove(leaving);
            }
            else if (expected.Count < 200 || hashes > 40)
            {
                // The last entries of the table, so that probing goes round its end.
                var hash = uint.MaxValue - (uint)random.Next(hashes);
                index.Add(hash, step);
                expected.Add(step, hash);
            }
        }

        Assert.NotEmpty(expected);
        foreach (var group in expected.GroupBy(pair => pair.Value))
        {
            Assert.Equal(group.Select(pair => pair.Key).Order(), Found(index, group.Key).Order());
        }

        Assert.Empty(Found(index, 5));
    }

    private static List<int> Found(ClientOrderIndex index, uint hash)
    {
        var found = new List<int>();
        for (var entry = index.Home(hash); index.Next(hash, ref entry) is var place and not 0; entry = index.Behind(entry))
        {
            found.Add(place);
        }

        return found;
    }
}
