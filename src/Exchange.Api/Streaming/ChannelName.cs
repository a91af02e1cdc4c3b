using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>What a channel tells of.</summary>
internal enum ChannelKind : byte
{
    Book = 1,
    Trades = 2,
    Ticker = 3,
    Mark = 4,
    Orders = 5,
    Fills = 6,
    Positions = 7,
    Balances = 8,

    /// <summary>A market's state, with its causes and its auction.</summary>
    State = 20,
}

/// <summary>A channel: its kind and its market, or for a private one its account.</summary>
internal readonly record struct ChannelName(ChannelKind Kind, int Id)
{
    public bool IsPrivate => Kind is >= ChannelKind.Orders and < ChannelKind.State;

    public MarketId Market => new(Id);

    public AccountId Account => new(Id);

    /// <summary>Reads <c>book:BTC-USDT-PERP</c> or <c>orders</c>.</summary>
    /// <param name="text">The name as the client wrote it.</param>
    /// <param name="views">Where markets are found.</param>
    /// <param name="account">Whose private channels are meant; none without authentication.</param>
    /// <param name="name">The channel.</param>
    /// <returns>The error, or null.</returns>
    public static StreamError? TryParse(string text, IVenueViews views, AccountId account, out ChannelName name)
    {
        name = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            if (PrivateKind(text) is not { } privateKind)
            {
                return StreamError.ChannelUnknown(text);
            }

            name = new ChannelName(privateKind, account.Value);
            return account == default ? StreamError.Unauthenticated : null;
        }

        if (PublicKind(text.AsSpan(0, colon)) is not { } kind)
        {
            return StreamError.ChannelUnknown(text);
        }

        if (!Symbol.TryParse(text.AsSpan(colon + 1), out var symbol) || views.FindMarket(symbol) is not { } market)
        {
            return StreamError.MarketUnknown;
        }

        name = new ChannelName(kind, market.Id.Value);
        return null;
    }

    private static ChannelKind? PublicKind(ReadOnlySpan<char> text) => text switch
    {
        "book" => ChannelKind.Book,
        "trades" => ChannelKind.Trades,
        "ticker" => ChannelKind.Ticker,
        "mark" => ChannelKind.Mark,
        "state" => ChannelKind.State,
        _ => null,
    };

    private static ChannelKind? PrivateKind(string text) => text switch
    {
        "orders" => ChannelKind.Orders,
        "fills" => ChannelKind.Fills,
        "positions" => ChannelKind.Positions,
        "balances" => ChannelKind.Balances,
        _ => null,
    };
}
