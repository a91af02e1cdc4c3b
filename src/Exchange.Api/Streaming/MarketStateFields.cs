using System.Text;
using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>What the channel of a market's state tells: the same as <c>GET /v1/markets/{symbol}/state</c>.</summary>
internal sealed class MarketStateFields
{
    private MarketState _state;
    private MarketState _operator;
    private MarketState _automatic;
    private Timestamp _since;
    private StateCauses _causes = StateCauses.None;
    private AuctionInfo? _auction;
    private VolatilityInfo _volatility = VolatilityInfo.None;

    public void Load(MarketInfo market)
    {
        (_state, _operator, _automatic) = (market.State, market.Status.Operator, market.Status.Automatic);
        _since = market.Status.Since;
        _causes = market.Status.Causes;
        _auction = market.Status.Auction;
        _volatility = market.Status.Volatility;
    }

    public void Apply(in EventHeader header, in MarketStateChanged change)
    {
        (_state, _operator, _automatic) = (change.To, change.Operator, change.Automatic);
        _since = change.To == change.From ? _since : header.Time;
        _causes = _causes.After(header, change);
    }

    public void Apply(in AuctionChanged change) => _auction = AuctionInfo.Of(change);

    public void Apply(in VolatilityChanged change) => _volatility = new VolatilityInfo(change.Step, change.Volatility, change.MarginScale);

    public void Write(MessageWriter writer, MarketInfo market)
    {
        writer
            .Name("state"u8).Text(WireName.Of(_state))
            .Name("operatorState"u8).Text(WireName.Of(_operator))
            .Name("automaticState"u8).Text(WireName.Of(_automatic))
            .Name("since"u8).Number(_since.Microseconds)
            .Name("causes"u8).BeginArray();
        foreach (var cause in _causes.All)
        {
            writer.BeginObject().Name("cause"u8).Text(WireName.Of(cause.Cause)).Name("since"u8).Number(cause.Since.Microseconds);
            Maybe(writer.Name("value"u8), CauseAnswer.Measured(cause.Cause, cause.Value, market));
            Maybe(writer.Name("threshold"u8), CauseAnswer.Measured(cause.Cause, cause.Threshold, market));
            writer.EndObject();
        }

        writer.EndArray().Name("auction"u8);
        if (_auction is { } auction)
        {
            Write(writer, AuctionAnswer.Of(auction, market));
        }
        else
        {
            writer.Null();
        }

        writer.Name("volatility"u8).BeginObject()
            .Name("step"u8).Number(_volatility.Step)
            .Name("ofYear"u8).Text(Encoding.ASCII.GetBytes(Amount.Of(_volatility.OfYear)))
            .Name("initialMarginScale"u8).Text(Encoding.ASCII.GetBytes(Amount.Of(_volatility.MarginScale)))
            .EndObject();
    }

    private static void Write(MessageWriter writer, AuctionAnswer auction)
    {
        writer.BeginObject();
        Maybe(writer.Name("phase"u8), auction.Phase);
        Maybe(writer.Name("cause"u8), auction.Cause);
        writer.Name("openedAt"u8).Number(auction.OpenedAt);
        Maybe(writer.Name("locksAt"u8), auction.LocksAt);
        Maybe(writer.Name("endsAt"u8), auction.EndsAt);
        writer.Name("extensions"u8).Number(auction.Extensions);
        Maybe(writer.Name("price"u8), auction.Price);
        Maybe(writer.Name("quantity"u8), auction.Quantity);
        Maybe(writer.Name("imbalance"u8), auction.Imbalance);
        Maybe(writer.Name("collarLow"u8), auction.CollarLow);
        Maybe(writer.Name("collarHigh"u8), auction.CollarHigh);
        writer.EndObject();
    }

    private static void Maybe(MessageWriter writer, string? text)
    {
        if (text is null)
        {
            writer.Null();
        }
        else
        {
            writer.Text(Encoding.ASCII.GetBytes(text));
        }
    }

    private static void Maybe(MessageWriter writer, long? number)
    {
        if (number is { } value)
        {
            writer.Number(value);
        }
        else
        {
            writer.Null();
        }
    }
}
