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

    public BudgetLimit Of(BudgetKind kind) => kind switch
    {
        BudgetKind.Reads => Reads,
        BudgetKind.Orders => Orders,
        BudgetKind.Cancels => Cancels,
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

    public void Charge(HttpContext context, BudgetKind budget, int operations)
    {
        var limit = limits.Of(budget);
        var bucket = BucketOf(context.Caller(), budget);
        var isTaken = bucket.TryTake(operations, out var left, out var wait);
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = limit.Burst.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Budget"] = EnumName.Of(budget.ToString());
        if (!isTaken)
        {
            throw new ApiProblemException(
                StatusCodes.Status429TooManyRequests, "rate_limited", $"The {EnumName.Of(budget.ToString())} budget allows {limit.PerSecond} a second, {limit.Burst} at once.")
            {
                RetryAfter = wait,
            };
        }
    }

    /// <summary>Takes orders and cancels off an account's budgets, all or none.</summary>
    public bool TryCharge(string keyId, AccountId account, int orders, int cancels)
    {
        var caller = new Caller(keyId, account, Scopes.Trade);
        var orderBucket = BucketOf(caller, BudgetKind.Orders);
        if (!orderBucket.TryTake(orders, out _, out _))
        {
            return false;
        }

        if (BucketOf(caller, BudgetKind.Cancels).TryTake(cancels, out _, out _))
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
