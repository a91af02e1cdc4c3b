namespace Exchange.Engine;

/// <summary>The bounds that keep every product and every sum of the engine within 64 bits. FORMULAS §8.</summary>
internal static class Bounds
{
    /// <summary>Position limit × mark × tick-lot value, in settlement units, per market. With a price band below 100 % an order's notional is below twice this.</summary>
    public const long MaxPositionNotional = 1L << 52;

    /// <summary>The same in an inverse market, in coins' smallest units: orders are summed there in 2^-18 units.</summary>
    public const long MaxInverseNotional = 1L << 42;

    /// <summary>Cap on open interest × mark × tick-lot value, in settlement units, per market.</summary>
    public const long MaxOpenNotional = 1L << 60;

    /// <summary>The last microsecond of the year 9999, where the calendars of databases and programs end.</summary>
    public const long MaxTime = 253_402_300_799_999_999;

    /// <summary>Markets of the venue: so many notionals of 2^53 add up below 2^62.</summary>
    public const int MaxMarkets = 512;

    public const int MaxAssets = 64;

    /// <summary>Customers' accounts.</summary>
    public const int MaxAccounts = 1 << 24;

    public const long MaxTickLotValue = 1_000_000_000_000;

    /// <summary>The largest single credit or debit.</summary>
    public const long MaxTransfer = 1L << 53;

    /// <summary>The most the outside world may have brought in of one asset.</summary>
    public const long MaxSupply = 1L << 60;

    /// <summary>Resting orders of the venue; the slot part of an <see cref="OrderId"/>.</summary>
    public const int MaxOrders = (1 << OrderId.SlotBits) - 1;

    /// <summary>Matches and cancels of resting orders that one command may cause while matching.</summary>
    public const int MaxMatchesPerCommand = 1_000;

    /// <summary>Accounts against which one command may close a position outside the book.</summary>
    public const int MaxCounterparties = 4_096;

    /// <summary>Accounts that one command may ask to bear a loss.</summary>
    public const int MaxLossBearers = 4_096;

    /// <summary>Orders that one command may expire.</summary>
    public const int MaxExpiriesPerCommand = 256;

    /// <summary>Ended orders of an account whose client order ids are remembered.</summary>
    public const int RememberedOrdersPerAccount = 4_096;

    /// <summary>Client order ids remembered across the venue, open and ended.</summary>
    public const int MaxRememberedOrders = 1 << 26;

    /// <summary>What an account's balance, profit or requirement in one asset can be worth in the valuation asset: beyond it more does not count. 64 of them fit in 2^60.</summary>
    public const long MaxValue = 1L << 54;

    /// <summary>Withdrawals that the venue remembers.</summary>
    public const int MaxWithdrawals = 1 << 26;

    public const int MaxDecimals = 12;

    public const int MaxLeverage = 1_000;
}
