using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>
/// The checksum of a book: CRC-32 over the text of its best 25 bids and best 25 asks, best first, each level as <c>price:quantity,</c> in the
/// decimals of the stream's messages, with a <c>|</c> between bids and asks.
/// </summary>
internal sealed class BookChecksum
{
    public const int Depth = 25;

    private readonly byte[] _text = new byte[(2 * Depth * 2 * (DecimalText.MaxLength + 1)) + 1];

    public uint Of(BookSide bids, BookSide asks, MarketInfo market)
    {
        var length = Write(bids, market, 0);
        _text[length++] = (byte)'|';
        length = Write(asks, market, length);
        return Crc32.Of(_text.AsSpan(0, length));
    }

    private int Write(BookSide side, MarketInfo market, int length)
    {
        for (var rank = 0; rank < Math.Min(Depth, side.Count); rank++)
        {
            var level = side[rank];
            length += DecimalText.Write(level.Price.Ticks, market.TickSize, _text.AsSpan(length));
            _text[length++] = (byte)':';
            length += DecimalText.Write(level.Quantity.Lots, market.LotSize, _text.AsSpan(length));
            _text[length++] = (byte)',';
        }

        return length;
    }
}
