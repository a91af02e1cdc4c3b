using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record MarginModeBody(string? Mode);

/// <summary>Chooses what stands behind the account's position in a market.</summary>
internal sealed record ChooseMarginMode(AccountId Account, string Symbol, MarginModeBody Body) : IRequest<MarginModeAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/v1/positions/{symbol}/mode", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChooseMarginMode(context.Caller().Account, symbol, await context.ReadBodyAsync<MarginModeBody>())))
        .RequireScope(Scopes.Trade, BudgetKind.Orders)
        .Describe("Account", "Choose cross or isolated margin in a market", typeof(MarginModeAnswer), typeof(MarginModeBody), """{"mode":"isolated"}""");

    internal sealed class Validator : AbstractValidator<ChooseMarginMode>
    {
        public Validator() =>
            RuleFor(request => request.Body.Mode).Required("mode").MustBe("mode", text => Words.TryRead(text, out MarginMode _), Words.MarginModes);
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChooseMarginMode, MarginModeAnswer>
    {
        public async Task<MarginModeAnswer> Handle(ChooseMarginMode request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            Words.TryRead(request.Body.Mode!, out MarginMode mode);
            var command = new SetMarginMode { Account = request.Account, Market = market.Id, Mode = mode };
            var outcome = (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return new MarginModeAnswer(outcome.Sequence, outcome.Time.Microseconds, market.Symbol.ToString(), request.Body.Mode!);
        }
    }
}

internal sealed record MarginModeAnswer(long Sequence, long Time, string Market, string Mode);
