using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record MarkBody(string? MarkPrice);

/// <summary>Sets a market's mark price. Only a program that was started with --trial has this address, and only a trial venue takes it.</summary>
internal sealed record SetMark(string Symbol, MarkBody Body) : IRequest<MarketAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/markets/{symbol}/mark", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new SetMark(symbol, await context.ReadBodyAsync<MarkBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Set the mark price", typeof(MarketAnswer), typeof(MarkBody), """{"markPrice":"60000.0"}""");

    internal sealed class Validator : AbstractValidator<SetMark>
    {
        public Validator() => RuleFor(request => request.Body.MarkPrice).Required("markPrice");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<SetMark, MarketAnswer>
    {
        public async Task<MarketAnswer> Handle(SetMark request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var mark = new Price(Fields.PositiveSteps("markPrice", request.Body.MarkPrice!, market.TickSize));
            (await exchange.SubmitAsync(new SetMarkPrice { Market = market.Id, MarkPrice = mark }, cancellationToken)).Accepted();
            return MarketAnswer.Of(exchange.Views.MarketOf(market.Id));
        }
    }
}
