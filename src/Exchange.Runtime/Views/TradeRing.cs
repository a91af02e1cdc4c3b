namespace Exchange.Runtime;

/// <summary>The newest trades of a market.</summary>
internal sealed class TradeRing
{
    public const int Capacity = 1000;

    private readonly TradeInfo[] _trades = new TradeInfo[Capacity];
    private long _count;

    public void Add(TradeInfo trade) => _trades[_count++ % Capacity] = trade;

    /// <summary>The newest ones, newest first.</summary>
    public TradeInfo[] Newest(int limit)
    {
        var newest = new TradeInfo[Math.Clamp(Math.Min(limit, _count), 0, Capacity)];
        for (var i = 0; i < newest.Length; i++)
        {
            newest[i] = _trades[(_count - 1 - i) % Capacity];
        }

        return newest;
    }
}
