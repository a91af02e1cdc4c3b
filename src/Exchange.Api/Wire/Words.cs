using System.Text;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>The names of enum members in REST bodies: the same as on the stream.</summary>
internal static class Words
{
    public const string Sides = "buy or sell";
    public const string Types = "limit or market";
    public const string TimesInForce = "goodTillCanceled, goodTillDate, immediateOrCancel or fillOrKill";
    public const string Preventions = "expireTaker, expireMaker or expireBoth";
    public const string States = "active, postOnly, reduceOnly, cancelOnly, halted, preOpen, settling or settled";

    public const string MarginModes = "cross or isolated";

    public static string Of(ReadOnlySpan<byte> wireName) => Encoding.ASCII.GetString(wireName);

    public static bool TryRead(string text, out Side value) => WireName.TryRead(Encoding.UTF8.GetBytes(text), out value);

    public static bool TryRead(string text, out OrderType value) => WireName.TryRead(Encoding.UTF8.GetBytes(text), out value);

    public static bool TryRead(string text, out TimeInForce value) => WireName.TryRead(Encoding.UTF8.GetBytes(text), out value);

    public static bool TryRead(string text, out SelfTradePrevention value) => WireName.TryRead(Encoding.UTF8.GetBytes(text), out value);

    public static bool TryRead(string text, out MarginMode value)
    {
        value = Array.Find(Enum.GetValues<MarginMode>(), mode => EnumName.Of(mode.ToString()) == text);
        return value != default;
    }

    public static bool TryRead(string text, out MarketState value)
    {
        value = Array.Find(Enum.GetValues<MarketState>(), state => EnumName.Of(state.ToString()) == text);
        return value != default;
    }
}
