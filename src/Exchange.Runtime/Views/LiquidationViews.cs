using Exchange.Engine;

namespace Exchange.Runtime;

/// <summary>A liquidation as its events tell it: what it was opened on, each step, and how it ended.</summary>
/// <param name="OpenedSequence">The sequence of the command that brought the account below maintenance margin.</param>
/// <param name="OpenedAt">Its time.</param>
/// <param name="Opened">The sums.</param>
public sealed record LiquidationInfo(long OpenedSequence, Timestamp OpenedAt, LiquidationOpened Opened)
{
    /// <summary>What each position's margin was computed from.</summary>
    public IReadOnlyList<LiquidationPosition> Positions { get; init; } = [];

    public IReadOnlyList<LiquidationBalance> Balances { get; init; } = [];

    public IReadOnlyList<LiquidationStepInfo> Steps { get; init; } = [];

    /// <summary>How it ended; none while it is open.</summary>
    public LiquidationClosed? Closed { get; init; }

    /// <summary>The sequence with which it ended; 0 while it is open.</summary>
    public long ClosedSequence { get; init; }

    public Timestamp ClosedAt { get; init; }
}

/// <summary>One step of a liquidation.</summary>
public sealed record LiquidationStepInfo(long Sequence, Timestamp Time, LiquidationStepped Step);

/// <summary>The liquidations of the venue: all that are open, and the last that ended.</summary>
internal sealed class LiquidationViews
{
    private const int EndedToKeep = 10_000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, LiquidationInfo> _all = [];
    private readonly SortedDictionary<long, LiquidationInfo> _open = [];

    /// <summary>The newest first.</summary>
    /// <param name="before">Only older ones; 0 for the newest.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<LiquidationInfo> List(LiquidationId before, int limit)
    {
        lock (_lock)
        {
            return [.. _all.Values.Reverse().SkipWhile(info => before.Value != 0 && info.Opened.Liquidation.Value >= before.Value).Take(limit)];
        }
    }

    public LiquidationInfo? Find(LiquidationId id)
    {
        lock (_lock)
        {
            return _all.GetValueOrDefault(id.Value);
        }
    }

    /// <summary>Whether an open one lets an account only reduce in a market.</summary>
    public bool Restrict(AccountId account, MarketId market)
    {
        lock (_lock)
        {
            return _open.Values.Any(info => info.Opened.Account == account && (info.Opened.Market.Value == 0 || info.Opened.Market == market));
        }
    }

    /// <summary>The open ones, the worst first: by equity ÷ maintenance margin as of the last event of each.</summary>
    public IReadOnlyList<LiquidationId> WorstFirst()
    {
        lock (_lock)
        {
            return [.. _open.Values
                .Select(info => (Id: info.Opened.Liquidation, Health: HealthOf(info)))
                .OrderBy(item => item.Health)
                .ThenBy(item => item.Id.Value)
                .Select(item => item.Id)];
        }
    }

    public void Apply(in EventHeader header, in LiquidationOpened opened)
    {
        lock (_lock)
        {
            Put(new LiquidationInfo(header.Sequence, header.Time, opened));
        }
    }

    public void Apply(in LiquidationPosition position)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(position.Liquidation.Value, out var info))
            {
                Put(info with { Positions = [.. info.Positions, position] });
            }
        }
    }

    public void Apply(in LiquidationBalance balance)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(balance.Liquidation.Value, out var info))
            {
                Put(info with { Balances = [.. info.Balances, balance] });
            }
        }
    }

    public void Apply(in EventHeader header, in LiquidationStepped stepped)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(stepped.Liquidation.Value, out var info))
            {
                Put(info with { Steps = [.. info.Steps, new LiquidationStepInfo(header.Sequence, header.Time, stepped)] });
            }
        }
    }

    public void Apply(in EventHeader header, in LiquidationClosed closed)
    {
        lock (_lock)
        {
            if (_open.Remove(closed.Liquidation.Value, out var info))
            {
                _all[closed.Liquidation.Value] = info with { Closed = closed, ClosedSequence = header.Sequence, ClosedAt = header.Time };
            }

            while (_all.Count - _open.Count > EndedToKeep)
            {
                _all.Remove(_all.First(item => item.Value.Closed is not null).Key);
            }
        }
    }

    /// <summary>What a snapshot knows of the open cases; what they were opened on is in the read side.</summary>
    public void Seed(State state)
    {
        lock (_lock)
        {
            _all.Clear();
            _open.Clear();
            for (var i = 0; i < state.Liquidations.Count; i++)
            {
                ref var open = ref state.Liquidations.At(i);
                if (open.Account == 0)
                {
                    continue;
                }

                var risk = state.Units.Risk(open.Unit);
                Put(new LiquidationInfo(state.Sequence, new Timestamp(open.OpenedAt), new LiquidationOpened
                {
                    Liquidation = new LiquidationId(open.Id), Account = new AccountId(open.Account), Market = new MarketId(open.Market),
                    Collateral = new Money(risk.Collateral), UnrealizedPnl = new Money(risk.UnrealizedPnl), Equity = new Money(risk.Equity),
                    MaintenanceMargin = new Money(risk.MaintenanceMargin), Notional = new Money(risk.Notional),
                }));
            }
        }
    }

    private void Put(LiquidationInfo info)
    {
        _all[info.Opened.Liquidation.Value] = info;
        _open[info.Opened.Liquidation.Value] = info;
    }

    private static decimal HealthOf(LiquidationInfo info)
    {
        var (equity, margin) = info.Steps.Count == 0
            ? (info.Opened.Equity, info.Opened.MaintenanceMargin)
            : (info.Steps[^1].Step.EquityAfter, info.Steps[^1].Step.MaintenanceMarginAfter);
        return margin.Units == 0 ? decimal.MinValue : (decimal)equity.Units / margin.Units;
    }
}
