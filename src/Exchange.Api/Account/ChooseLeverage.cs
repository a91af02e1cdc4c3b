using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record LeverageBody(int? Leverage);

/// <summary>Chooses the account's leverage in a market.</summary>
internal sealed record ChooseLeverage(AccountId Account, string Symbol, LeverageBody Body) : IRequest<LeverageAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/v1/account/leverage/{symbol}", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChooseLeverage(context.Caller().Account, symbol, await context.ReadBodyAsync<LeverageBody>())))
        .RequireScope(Scopes.Trade, BudgetKind.Orders)
        .Describe("Account", "Choose the leverage in a market", typeof(LeverageAnswer), typeof(LeverageBody), """{"leverage":10}""");

    internal sealed class Validator : AbstractValidator<ChooseLeverage>
    {
        public Validator() => RuleFor(request => request.Body.Leverage).Required("leverage");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChooseLeverage, LeverageAnswer>
    {
        public async Task<LeverageAnswer> Handle(ChooseLeverage request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var command = new SetLeverage { Account = request.Account, Market = market.Id, Leverage = request.Body.Leverage!.Value };
            var outcome = (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            return new LeverageAnswer(outcome.Sequence, outcome.Time.Microseconds, market.Symbol.ToString(), command.Leverage);
        }
    }
}

internal sealed record LeverageAnswer(long Sequence, long Time, string Market, int Leverage);
