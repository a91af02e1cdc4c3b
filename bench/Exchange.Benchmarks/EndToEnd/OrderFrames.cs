using System.Globalization;
using System.Text;

namespace Exchange.Benchmarks;

/// <summary>
/// Frames of order operations of one connection, made by writing digits into finished text. Of ten operations four rest around the mark, one takes
/// what one of them offers, four cancel the orders of an earlier frame and one amends such an order; the book stays as deep as it was. A connection
/// rests and takes on one side only, so that no account meets itself, and one of its orders in four is filled before it is canceled.
/// </summary>
internal sealed class OrderFrames
{
    /// <summary>The operations of ten: <c>P</c> rests, <c>T</c> takes, <c>C</c> cancels, <c>A</c> amends.</summary>
    public const string Mix = "PPCTCPCAPC";

    private const int IdDigits = 10;
    private const int PriceTicks = 12;

    /// <summary>How many frames after its amendment an order is canceled.</summary>
    private const int CancelsAfterAmend = 3;

    private readonly byte[] _frame;
    private readonly List<Hole> _holes = [];
    private readonly int _resting;
    private readonly int _idAt;
    private readonly int _amendAge;
    private readonly bool _isBuyer;
    private long _number;

    /// <param name="connection">Which connection's; the even ones buy, the odd ones sell.</param>
    /// <param name="operations">Operations of a frame.</param>
    /// <param name="framesInFlight">Frames that may be without an answer. An order is amended once its placement is answered.</param>
    public OrderFrames(int connection, int operations, int framesInFlight)
    {
        _isBuyer = connection % 2 == 0;
        _amendAge = framesInFlight + 1;
        var text = new StringBuilder();
        text.Append("{\"id\":");
        _idAt = text.Length;
        text.Append('1', IdDigits).Append(",\"op\":\"batch\",\"operations\":[");
        var (rests, old) = (0, 0);
        for (var i = 0; i < operations; i++)
        {
            var kind = Mix[i % Mix.Length];
            text.Append(i == 0 ? "" : ",");
            switch (kind)
            {
                case 'P':
                case 'T':
                    text.Append(CultureInfo.InvariantCulture, $$"""{"op":"place","market":"{{BenchVenue.Symbol}}","type":"limit","side":"{{(_isBuyer ? "buy" : "sell")}}""");
                    text.Append("\",\"price\":\"");
                    _holes.Add(new Hole(text.Length, kind == 'P' ? HoleKind.RestingPrice : HoleKind.TakingPrice, i));
                    text.Append("60000.0\",\"quantity\":\"").Append("0.001").Append('"');
                    text.Append(kind == 'P' ? "" : ",\"timeInForce\":\"immediateOrCancel\"");
                    Id(text, connection, kind == 'P' ? HoleKind.NewId : HoleKind.TakerId, kind == 'P' ? rests++ : i);
                    break;
                case 'C':
                    text.Append("{\"op\":\"cancel\"");
                    Id(text, connection, HoleKind.CanceledId, old++);
                    break;
                default:
                    text.Append("{\"op\":\"amend\",\"quantity\":\"0.002\"");
                    Id(text, connection, HoleKind.AmendedId, old);
                    break;
            }

            text.Append('}');
        }

        _resting = rests;
        _frame = Encoding.ASCII.GetBytes(text.Append("]}").ToString());
    }

    /// <summary>The next frame; the same bytes, written anew.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        Digits(_idAt, (1_000_000_000 + _number) % 10_000_000_000);
        foreach (var hole in _holes)
        {
            switch (hole.Kind)
            {
                case HoleKind.RestingPrice:
                    Price(hole.At, BenchVenue.MarkTicks + ((_isBuyer ? -1 : 1) * (1 + (int)((_number + hole.Number) % PriceTicks))));
                    break;
                case HoleKind.TakingPrice:
                    Price(hole.At, BenchVenue.MarkTicks + ((_isBuyer ? 1 : -1) * PriceTicks));
                    break;
                case HoleKind.NewId:
                    Digits(hole.At, (_number * _resting) + hole.Number);
                    break;
                case HoleKind.TakerId:
                    Digits(hole.At, 5_000_000_000 + (_number * 100) + hole.Number);
                    break;
                case HoleKind.CanceledId:
                    Digits(hole.At, Math.Max(0, ((_number - _amendAge - CancelsAfterAmend) * _resting) + hole.Number));
                    break;
                case HoleKind.AmendedId:
                    Digits(hole.At, Math.Max(0, ((_number - _amendAge) * _resting) + hole.Number));
                    break;
            }
        }

        _number++;
        return _frame;
    }

    private void Id(StringBuilder text, int connection, HoleKind kind, int number)
    {
        text.Append(CultureInfo.InvariantCulture, $",\"clientOrderId\":\"s{connection:D5}-");
        _holes.Add(new Hole(text.Length, kind, number));
        text.Append('0', IdDigits).Append('"');
    }

    private void Digits(int at, long value)
    {
        for (var i = at + IdDigits - 1; i >= at; i--)
        {
            (value, var digit) = Math.DivRem(value, 10);
            _frame[i] = (byte)('0' + digit);
        }
    }

    /// <summary>Six digits with a point before the last.</summary>
    private void Price(int at, int ticks)
    {
        _frame[at + 6] = (byte)('0' + (ticks % 10));
        var whole = ticks / 10;
        for (var i = at + 4; i >= at; i--)
        {
            (whole, var digit) = Math.DivRem(whole, 10);
            _frame[i] = (byte)('0' + digit);
        }
    }

    private enum HoleKind
    {
        RestingPrice,
        TakingPrice,
        NewId,
        TakerId,
        CanceledId,
        AmendedId,
    }

    private readonly record struct Hole(int At, HoleKind Kind, int Number);
}
