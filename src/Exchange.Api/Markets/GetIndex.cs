using Exchange.Engine;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>A market's index and where it comes from.</summary>
internal sealed record GetIndex(string Symbol) : IRequest<IndexAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets/{symbol}/index", (HttpContext context, string symbol) => context.AnswerAsync(new GetIndex(symbol)))
        .Describe("Markets", "The index and its sources", typeof(IndexAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetIndex, IndexAnswer>
    {
        public Task<IndexAnswer> Handle(GetIndex request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            return Task.FromResult(IndexAnswer.Of(market, market.Index ?? throw Venue.NotFound("index_unknown", "The market has no price sources yet, and so no index.")));
        }
    }
}

/// <param name="Market">The market's symbol.</param>
/// <param name="IndexPrice">The index; while degraded the last sound one.</param>
/// <param name="IsDegraded">Whether too few sources are left.</param>
/// <param name="MarkPrice">The mark price.</param>
/// <param name="MarkBand">How far from the index the mark price may be: the rules' band, or just below half of the first tier's maintenance rate if that is less.</param>
/// <param name="Quorum">How many sources must agree.</param>
/// <param name="Sources">All of them.</param>
internal sealed record IndexAnswer(string Market, string? IndexPrice, bool IsDegraded, string? MarkPrice, string MarkBand, int Quorum, IReadOnlyList<SourceAnswer> Sources)
{
    public static IndexAnswer Of(MarketInfo market, IndexInfo index)
    {
        var sources = new List<SourceAnswer>();
        foreach (var source in index.Rules.Rules.ActiveSources)
        {
            sources.Add(SourceAnswer.Of(source, sources.Count, index));
        }

        return new IndexAnswer(
            market.Symbol.ToString(),
            index.Price.IsNone ? null : Amount.Of(index.Price, market),
            index.IsDegraded,
            Amount.OfMaybe(market.MarkPrice, market),
            Amount.Of(index.Rules.Rules.MarkBandWithin(market.Parameters)),
            index.Rules.Rules.Quorum,
            sources);
    }
}

/// <param name="Name">The source's name.</param>
/// <param name="Weight">How much it counts.</param>
/// <param name="State"><c>used</c>, <c>deviating</c> or <c>silent</c> (stale, unsure, or not reported yet).</param>
/// <param name="StaleAfterMilliseconds">How old its report may be.</param>
/// <param name="IsSigned">Whether its reports are signed by a registered key.</param>
internal sealed record SourceAnswer(string Name, int Weight, string State, long StaleAfterMilliseconds, bool IsSigned)
{
    public static SourceAnswer Of(in PriceSource source, int position, IndexInfo index) => Of(source, position, index.Used, index.Deviating);

    public static SourceAnswer Of(in PriceSource source, int position, uint used, uint deviating)
    {
        var bit = 1u << position;
        var state = (used & bit) != 0 ? "used" : (deviating & bit) != 0 ? "deviating" : "silent";
        return new SourceAnswer(source.Name.ToString(), source.Weight, state, source.StaleAfter / 1_000, !source.Reporter.IsNone);
    }
}
