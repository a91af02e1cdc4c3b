using System.Globalization;
using System.Text;

namespace Exchange.Benchmarks;

/// <summary>
/// Frames of order operations of one connection, made by writing digits into finished text. Of ten operations five rest around the mark, one takes
/// what two of them offer, three cancel orders of earlier frames and one amends such an order; the book stays as deep as it was.
/// </summary>
internal sealed class OrderFrames
{
    /// <summary>The operations of ten: <c>P</c> rests, <c>T</c> takes, <c>C</c> cancels, <c>A</c> amends.</summary>
    public const string Mix = "PPTCPCPACP";

    private const int IdDigits = 10;
    private const int PriceTicks = 12;

    /// <summary>How many frames ago an order was placed that is amended: its placement is answered by then.</summary>
    private const int AmendAge = 80;
    private const int CancelAge = 84;

    private readonly byte[] _frame;
    private readonly List<Hole> _holes = [];
    private readonly int _resting;
    private readonly int _idAt;
    private long _number;

    public OrderFrames(int connection, int operations)
    {
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
                    text.Append(CultureInfo.InvariantCulture, $$"""{"op":"place","market":"{{BenchVenue.Symbol}}","type":"limit","side":""");
                    _holes.Add(new Hole(text.Length, kind == 'P' ? HoleKind.RestingSide : HoleKind.TakingSide, i));
                    text.Append("\"sell\",\"price\":\"");
                    _holes.Add(new Hole(text.Length, kind == 'P' ? HoleKind.RestingPrice : HoleKind.TakingPrice, i));
                    text.Append("60000.0\",\"quantity\":\"").Append(kind == 'P' ? "0.001" : "0.003").Append('"');
                    text.Append(kind == 'P' ? "" : ",\"timeInForce\":\"immediateOrCancel\",\"selfTradePrevention\":\"expireMaker\"");
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
                case HoleKind.RestingSide:
                case HoleKind.TakingSide:
                    (IsBuy(hole) ? "\"buy\" "u8 : "\"sell\""u8).CopyTo(_frame.AsSpan(hole.At)); // of the same length
                    break;
                case HoleKind.RestingPrice:
                    Price(hole.At, BenchVenue.MarkTicks + ((IsBuy(hole) ? -1 : 1) * (1 + (int)((_number + hole.Number) % PriceTicks))));
                    break;
                case HoleKind.TakingPrice:
                    Price(hole.At, BenchVenue.MarkTicks + ((IsBuy(hole) ? 1 : -1) * PriceTicks));
                    break;
                case HoleKind.NewId:
                    Digits(hole.At, (_number * _resting) + hole.Number);
                    break;
                case HoleKind.TakerId:
                    Digits(hole.At, 5_000_000_000 + (_number * 100) + hole.Number);
                    break;
                case HoleKind.CanceledId:
                    Digits(hole.At, Math.Max(0, ((_number - CancelAge) * _resting) + hole.Number));
                    break;
                case HoleKind.AmendedId:
                    Digits(hole.At, Math.Max(0, ((_number - AmendAge) * _resting) + hole.Number));
                    break;
            }
        }

        _number++;
        return _frame;
    }

    private bool IsBuy(Hole hole) => (_number + hole.Number) % 2 == 0;

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
        RestingSide,
        RestingPrice,
        TakingSide,
        TakingPrice,
        NewId,
        TakerId,
        CanceledId,
        AmendedId,
    }

    private readonly record struct Hole(int At, HoleKind Kind, int Number);
}
