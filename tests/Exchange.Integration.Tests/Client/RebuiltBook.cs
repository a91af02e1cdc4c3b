using System.Globalization;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Exchange.Integration.Tests;

/// <summary>A book as a customer keeps it: from a snapshot and what follows, each message checked against the one before and its own checksum.</summary>
internal sealed class RebuiltBook
{
    private const int ChecksumDepth = 25;

    private readonly SortedDictionary<decimal, (string Price, string Quantity)> _bids = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<decimal, (string Price, string Quantity)> _asks = [];

    public long Sequence { get; private set; } = -1;

    public int Deltas { get; private set; }

    public string[] Bids => [.. _bids.Values.Select(Level)];

    public string[] Asks => [.. _asks.Values.Select(Level)];

    public void Take(JsonElement message)
    {
        if (message.Text("type") == "snapshot")
        {
            _bids.Clear();
            _asks.Clear();
        }
        else
        {
            Assert.Equal(Sequence, message.Number("previousSequence"));
            Assert.True(message.Number("sequence") > Sequence);
            Deltas++;
        }

        Sequence = message.Number("sequence");
        Set(_bids, message.List("bids"));
        Set(_asks, message.List("asks"));
        Assert.Equal(Checksum(), message.GetProperty("checksum").GetUInt32());
    }

    /// <summary>A level that has come and gone within one message shows as gone.</summary>
    private static void Set(SortedDictionary<decimal, (string Price, string Quantity)> side, JsonElement[] levels)
    {
        foreach (var level in levels)
        {
            var (price, quantity) = (level[0].GetString()!, level[1].GetString()!);
            var key = decimal.Parse(price, CultureInfo.InvariantCulture);
            if (decimal.Parse(quantity, CultureInfo.InvariantCulture) == 0)
            {
                side.Remove(key);
            }
            else
            {
                side[key] = (price, quantity);
            }
        }
    }

    private uint Checksum()
    {
        var text = string.Concat(_bids.Values.Take(ChecksumDepth).Select(level => Level(level) + ","))
            + "|" + string.Concat(_asks.Values.Take(ChecksumDepth).Select(level => Level(level) + ","));
        return ~Encoding.ASCII.GetBytes(text).Aggregate(uint.MaxValue, Crc32);
    }

    private static uint Crc32(uint crc, byte value)
    {
        crc ^= value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return crc;
    }

    private static string Level((string Price, string Quantity) level) => $"{level.Price}:{level.Quantity}";
}
