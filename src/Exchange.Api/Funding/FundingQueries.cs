using System.Globalization;
using Exchange.Engine;
using Exchange.Persistence;
using Exchange.Runtime;
using MediatR;

namespace Exchange.Api;

/// <summary>A market's funding as it stands.</summary>
internal sealed record GetFunding(string Symbol) : IRequest<FundingAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets/{symbol}/funding", (HttpContext context, string symbol) => context.AnswerAsync(new GetFunding(symbol)))
        .Describe("Markets", "Funding: the last rate, the predicted one, and when it is charged", typeof(FundingAnswer));

    internal sealed class Handler(IExchange exchange) : IRequestHandler<GetFunding, FundingAnswer>
    {
        public Task<FundingAnswer> Handle(GetFunding request, CancellationToken cancellationToken) =>
            Task.FromResult(FundingAnswer.Of(exchange.Views.Market(request.Symbol)));
    }
}

/// <summary>Every funding of a market, newest first.</summary>
internal sealed record ListFundingRates(string Symbol, PageRequest Page) : IRequest<PageAnswer<FundingRateAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/markets/{symbol}/funding/history", (HttpContext context, string symbol) =>
            context.AnswerAsync(new ListFundingRates(symbol, new QueryReader(context, "cursor", "limit").Page())))
        .Describe("Markets", "Funding rates that were charged, newest first; cursor, limit 1 to 1000", typeof(PageAnswer<FundingRateAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListFundingRates, PageAnswer<FundingRateAnswer>>
    {
        public async Task<PageAnswer<FundingRateAnswer>> Handle(ListFundingRates request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var page = await readSide.FundingRatesAsync(market.Id, request.Page, minimumSequence: 0, cancellationToken);
            return page.Show(rate => FundingRateAnswer.Of(rate, market));
        }
    }
}

/// <summary>What the account paid and was paid for funding, newest first.</summary>
internal sealed record ListFundingPayments(AccountId Account, string? Market, PageRequest Page) : IRequest<PageAnswer<FundingPaymentAnswer>>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/account/funding", context =>
        {
            var query = new QueryReader(context, "market", "cursor", "limit");
            return context.AnswerAsync(new ListFundingPayments(context.Caller().Account, query.Text("market"), query.Page()));
        })
        .RequireScope(Scopes.Read)
        .Describe("Account", "Funding payments, newest first; of one market; cursor, limit 1 to 1000", typeof(PageAnswer<FundingPaymentAnswer>));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ListFundingPayments, PageAnswer<FundingPaymentAnswer>>
    {
        public async Task<PageAnswer<FundingPaymentAnswer>> Handle(ListFundingPayments request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            MarketId? market = request.Market is null ? null : views.Market(request.Market).Id;
            var page = await readSide.FundingPaymentsAsync(request.Account, market, request.Page, views.LastSequenceOf(request.Account), cancellationToken);
            return page.Show(payment => FundingPaymentAnswer.Of(payment, views.MarketOf(payment.Market)));
        }
    }
}

/// <summary>Why a payment was what it was.</summary>
internal sealed record ExplainFunding(AccountId Account, string PaymentId) : IRequest<ExplainedPaymentAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/funding/{paymentId}/explain", (HttpContext context, string paymentId) =>
            context.AnswerAsync(new ExplainFunding(context.Caller().Account, paymentId)))
        .RequireScope(Scopes.Read)
        .Describe("Account", "A funding payment with everything it was made of, and what the formula makes of that", typeof(ExplainedPaymentAnswer));

    internal sealed class Handler(IExchange exchange, IReadSide readSide) : IRequestHandler<ExplainFunding, ExplainedPaymentAnswer>
    {
        public async Task<ExplainedPaymentAnswer> Handle(ExplainFunding request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            var explained = long.TryParse(request.PaymentId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? await readSide.FindFundingPaymentAsync(request.Account, id, views.LastSequenceOf(request.Account), cancellationToken)
                : null;
            return explained is null
                ? throw Venue.NotFound("payment_unknown", "The account has no funding payment of that number.")
                : ExplainedPaymentAnswer.Of(explained, views.MarketOf(explained.Payment.Market));
        }
    }
}
