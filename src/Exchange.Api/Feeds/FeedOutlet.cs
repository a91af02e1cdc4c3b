using Exchange.Engine;
using Exchange.Runtime;
using Prometheus;

namespace Exchange.Api;

/// <summary>How a feed does.</summary>
/// <param name="Reports">Prices that the exchange has taken.</param>
/// <param name="LastReportAt">When it took the last one, by our clock.</param>
/// <param name="Faults">What came to nothing.</param>
/// <param name="LastFault">The last such thing; none before the first.</param>
internal sealed record FeedState(long Reports, DateTimeOffset? LastReportAt, long Faults, FeedFault LastFault);

/// <summary>Where one feed's prices go into the exchange, and where it is kept how it does. A feed uses it from one place at a time; anybody may read <see cref="State"/>.</summary>
internal sealed class FeedOutlet(IExchange exchange, FeedSettings settings, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);
    private static readonly Counter Reports = Metrics.CreateCounter("exchange_feed_reports_total", "Prices of a feed that were taken.", "market", "source");
    private static readonly Counter Faults = Metrics.CreateCounter("exchange_feed_faults_total", "What a feed sent that came to nothing.", "market", "source", "fault");
    private static readonly Gauge LastReport = Metrics.CreateGauge("exchange_feed_last_report_seconds", "When a feed's last price was taken, in seconds since 1970.", "market", "source");

    private readonly Symbol _market = Symbol.Parse(settings.Market);
    private readonly Symbol _source = Symbol.Parse(settings.Source);
    private readonly Dictionary<FeedFault, long> _loggedAt = [];
    private volatile FeedState _state = new(0, null, 0, FeedFault.None);

    public FeedState State => _state;

    /// <summary>Reports what a message says.</summary>
    /// <param name="json">As it came.</param>
    /// <param name="seenAt">What stands for the source's time if it does not say one.</param>
    /// <param name="cancellationToken">The host stops.</param>
    /// <returns>Whether there was a price in it, whatever became of it.</returns>
    public async Task<bool> OfferAsync(ReadOnlyMemory<byte> json, Timestamp seenAt, CancellationToken cancellationToken)
    {
        if (QuoteReader.Read(json, settings, out var quote) is var fault and not FeedFault.None)
        {
            Note(fault);
            return false;
        }

        await OfferAsync(quote, seenAt, cancellationToken);
        return true;
    }

    public async Task OfferAsync(FeedQuote quote, Timestamp seenAt, CancellationToken cancellationToken)
    {
        if (exchange.Views.FindMarket(_market) is not { Index: { } index } market || SourceOf(index) is not { } source)
        {
            Note(FeedFault.SourceUnknown);
            return;
        }

        if (!TryScale(quote.Price, market, out var price) || price.IsNone || !TryScale(quote.Confidence, market, out var confidence))
        {
            Note(FeedFault.PriceInvalid);
            return;
        }

        var report = new ReportPrice { Market = market.Id, Source = source, Price = price, Confidence = confidence, SourceTime = quote.Time ?? seenAt };
        try
        {
            Note(await exchange.SubmitAsync(report, cancellationToken));
        }
        catch (Exception error) when (error is ExchangeUnavailableException or OutcomeUnknownException)
        {
            Note(FeedFault.NotTaken, error);
        }
    }

    public void Note(FeedFault fault, Exception? cause = null)
    {
        _state = _state with { Faults = _state.Faults + 1, LastFault = fault };
        Faults.WithLabels(settings.Market, settings.Source, EnumName.Of(fault.ToString())).Inc();
        var now = time.GetTimestamp();
        if (!_loggedAt.TryGetValue(fault, out var loggedAt) || time.GetElapsedTime(loggedAt, now) >= LogEvery)
        {
            _loggedAt[fault] = now;
            logger.LogWarning("The feed of {Market} {Source} gave no price: {Fault} {Cause}", settings.Market, settings.Source, fault, cause?.Message);
        }
    }

    private void Note(CommandOutcome outcome)
    {
        if (!outcome.IsAccepted)
        {
            Note(outcome.Reject == RejectReason.ReportOutOfDate ? FeedFault.OutOfDate : FeedFault.NotTaken);
            return;
        }

        var now = time.GetUtcNow();
        _state = _state with { Reports = _state.Reports + 1, LastReportAt = now };
        Reports.WithLabels(settings.Market, settings.Source).Inc();
        LastReport.WithLabels(settings.Market, settings.Source).Set(now.ToUnixTimeMilliseconds() / 1000.0);
    }

    /// <summary>The source's number in the market; none if a reporter of its own signs for it.</summary>
    private int? SourceOf(IndexInfo index)
    {
        var sources = index.Rules.Rules.ActiveSources;
        for (var i = 0; i < sources.Length; i++)
        {
            if (sources[i].Name == _source)
            {
                return sources[i].Reporter.IsNone ? i : null;
            }
        }

        return null;
    }

    /// <summary>A price in millionths of the market's tick, the nearest.</summary>
    private static bool TryScale(decimal price, MarketInfo market, out FinePrice scaled)
    {
        var step = Amount.FineStep(market);
        var perUnit = 1m;
        for (var i = 0; i < step.Scale; i++)
        {
            perUnit *= 10;
        }

        scaled = default;
        if (price > (decimal)FinePrice.Max.Microticks * step.Mantissa / perUnit)
        {
            return false;
        }

        scaled = new FinePrice((long)Math.Round(price * perUnit / step.Mantissa, MidpointRounding.ToEven));
        return true;
    }
}
