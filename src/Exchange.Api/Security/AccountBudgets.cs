using System.Collections.Concurrent;
using System.Globalization;
using Exchange.Engine;

namespace Exchange.Api;

/// <summary>How many requests an account may make of each kind.</summary>
internal sealed class RateLimits
{
    public BudgetLimit Reads { get; set; } = new() { PerSecond = 50, Burst = 200 };

    public BudgetLimit Orders { get; set; } = new() { PerSecond = 300, Burst = 600 };

    public BudgetLimit Cancels { get; set; } = new() { PerSecond = 600, Burst = 1200 };

    public BudgetLimit Reports { get; set; } = new() { PerSecond = 20, Burst = 60 };

    public BudgetLimit ReportCallers { get; set; } = new() { PerSecond = 100, Burst = 400 };

    /// <summary>The section <c>Limits</c>; what it leaves out is as above.</summary>
    /// <exception cref="InvalidOperationException">A limit is no number above zero.</exception>
    public static RateLimits From(IConfiguration configuration)
    {
        var limits = configuration.GetSection("Limits").Get<RateLimits>() ?? new RateLimits();
        foreach (var kind in Enum.GetValues<BudgetKind>())
        {
            if (limits.Of(kind) is not { PerSecond: > 0, Burst: > 0 })
            {
                throw new InvalidOperationException($"Limits:{kind}:PerSecond and Limits:{kind}:Burst must be above zero.");
            }
        }

        return limits;
    }

    public BudgetLimit Of(BudgetKind kind) => kind switch
    {
        BudgetKind.Reads => Reads,
        BudgetKind.Orders => Orders,
        BudgetKind.Cancels => Cancels,
        BudgetKind.Reports => Reports,
        BudgetKind.ReportCallers => ReportCallers,
    };
}

/// <summary>A budget's size.</summary>
internal sealed class BudgetLimit
{
    /// <summary>How fast it refills.</summary>
    public int PerSecond { get; set; }

    /// <summary>How much it holds.</summary>
    public int Burst { get; set; }
}

/// <summary>Token buckets, one per account (or operator's key) and kind.</summary>
internal sealed class AccountBudgets(RateLimits limits, TimeProvider time) : IAccountBudgets
{
    private readonly ConcurrentDictionary<(string Holder, BudgetKind Kind), TokenBucket> _buckets = new();

    /// <summary>For addresses, of which there are too many to remember each: some share.</summary>
    private readonly TokenBucket[] _callers = [.. Enumerable.Range(0, 4096).Select(_ => new TokenBucket(limits.ReportCallers, time))];

    public void Charge(HttpContext context, BudgetKind budget, int operations)
    {
        var state = BucketOf(context.Caller(), budget).TryTake(operations);
        Describe(context, budget, state);
        if (!state.IsTaken)
        {
            throw Exhausted(budget, state);
        }
    }

    private void Describe(HttpContext context, BudgetKind budget, BudgetState state)
    {
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = limits.Of(budget).Burst.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = state.Left.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = Math.Ceiling(state.UntilFull.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Budget"] = EnumName.Of(budget.ToString());
    }

    private ApiProblemException Exhausted(BudgetKind budget, BudgetState state) => new(
        StatusCodes.Status429TooManyRequests,
        "rate_limited",
        $"The {EnumName.Of(budget.ToString())} budget allows {limits.Of(budget).PerSecond} a second, {limits.Of(budget).Burst} at once.")
    {
        RetryAfter = state.Wait,
    };

    public void ChargeReportCaller(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? System.Net.IPAddress.None;
        Span<byte> bytes = stackalloc byte[16];
        _ = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var length);

        // Who has one address of version 6 has the 2^64 beside it.
        var hash = new HashCode();
        hash.AddBytes(bytes[..Math.Min(length, 8)]);
        var state = _callers[unchecked((uint)hash.ToHashCode()) % _callers.Length].TryTake(1);
        Describe(context, BudgetKind.ReportCallers, state);
        if (!state.IsTaken)
        {
            throw Exhausted(BudgetKind.ReportCallers, state);
        }
    }

    public void ChargeReporter(MarketId market, int source)
    {
        var bucket = _buckets.GetOrAdd(($"{market}/{source}", BudgetKind.Reports), key => new TokenBucket(limits.Of(key.Kind), time));
        if (bucket.TryTake(1) is { IsTaken: false } state)
        {
            throw Exhausted(BudgetKind.Reports, state);
        }
    }

    /// <summary>Takes orders and cancels off an account's budgets, all or none.</summary>
    public bool TryCharge(string keyId, AccountId account, int orders, int cancels)
    {
        var caller = new Caller(keyId, account, Scopes.Trade);
        var orderBucket = BucketOf(caller, BudgetKind.Orders);
        if (!orderBucket.TryTake(orders).IsTaken)
        {
            return false;
        }

        if (BucketOf(caller, BudgetKind.Cancels).TryTake(cancels).IsTaken)
        {
            return true;
        }

        orderBucket.GiveBack(orders);
        return false;
    }

    private TokenBucket BucketOf(Caller caller, BudgetKind kind)
    {
        var holder = caller.Account.Value == 0 ? caller.KeyId : caller.Account.ToString();
        return _buckets.GetOrAdd((holder, kind), key => new TokenBucket(limits.Of(key.Kind), time));
    }
}
