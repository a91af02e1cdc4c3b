using Exchange.Engine;
using Exchange.Runtime;

namespace Exchange.Api;

/// <summary>Five simulated price sources of one market, named as what they are: each near the demo's reference price, one of them often late, one now and then far off.</summary>
internal sealed class DemoSources(IExchange exchange, MarketInfo market, Random random)
{
    private const int Count = 5;
    private const long Second = 1_000_000;
    private const int LateSource = 3;
    private const int StraySource = 4;

    /// <summary>Registers the sources if the market has none.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (market.Index is not null)
        {
            return;
        }

        var rules = new PriceRules
        {
            SourceCount = Count,
            Quorum = 3,
            MaxDeviation = new Rate(20_000_000),
            MaxVelocity = new Rate(50_000_000),
            MarkBand = new Rate(20_000_000),
            BasisWindow = 30 * Second,
            TradeStaleAfter = 60 * Second,
            ImpactNotional = new Money(2_000 * Second), // of a settlement asset with six decimals
        };
        for (var i = 0; i < Count; i++)
        {
            rules.Sources[i] = new PriceSource { Name = Symbol.Parse($"SIMULATED-{i + 1}"), Weight = i + 1, StaleAfter = 5 * Second, MaxConfidence = new Rate(10_000_000) };
        }

        var command = new SetPriceRules { Market = market.Id, Rules = rules, Author = Text64.Parse("system:demo"), Reason = Text64.Parse("Simulated sources of the demo") };
        await exchange.SubmitAsync(command, cancellationToken);
    }

    /// <summary>Gives a new market its first prices, and opens it.</summary>
    public async Task BeginAsync(Price reference, CancellationToken cancellationToken)
    {
        var batch = new CommandBatch();
        Report(batch, reference.Ticks);
        batch.Add(new SetMarketState { Market = market.Id, State = MarketState.Active, Author = Text64.Parse("system:demo"), Reason = Text64.Parse("Simulated sources have reported") });
        await exchange.SubmitAsync(batch, cancellationToken);
    }

    /// <summary>Adds what the sources report of a reference price, in ticks.</summary>
    public void Report(CommandBatch batch, double reference)
    {
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        for (var i = 0; i < Count; i++)
        {
            if (i == LateSource && random.Next(4) != 0)
            {
                continue;
            }

            var noise = 1 + ((random.NextDouble() - 0.5) * 0.0002);
            var stray = i == StraySource && random.Next(50) == 0 ? 0.9 : 1;
            batch.Add(new ReportPrice
            {
                Market = market.Id,
                Source = i,
                Price = new FinePrice((long)(reference * noise * stray * FinePrice.PerTick)),
                Confidence = new FinePrice((long)(reference * 0.0001 * FinePrice.PerTick)),
                SourceTime = new Timestamp(now),
            });
        }
    }
}
