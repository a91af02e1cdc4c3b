using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record IsolatedMarginBody(string? Change);

/// <summary>Adds to the margin of the account's isolated position, or takes from it.</summary>
internal sealed record ChangeIsolatedMargin(AccountId Account, string Symbol, IsolatedMarginBody Body) : IRequest<IsolatedMarginAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/positions/{symbol}/margin", async (HttpContext context, string symbol) =>
            await context.AnswerAsync(new ChangeIsolatedMargin(context.Caller().Account, symbol, await context.ReadBodyAsync<IsolatedMarginBody>())))
        .RequireScope(Scopes.Trade, BudgetKind.Orders)
        .Describe("Account", "Add to an isolated margin, or take from it", typeof(IsolatedMarginAnswer), typeof(IsolatedMarginBody), """{"change":"-25.5"}""");

    internal sealed class Validator : AbstractValidator<ChangeIsolatedMargin>
    {
        public Validator() => RuleFor(request => request.Body.Change).Required("change");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ChangeIsolatedMargin, IsolatedMarginAnswer>
    {
        public async Task<IsolatedMarginAnswer> Handle(ChangeIsolatedMargin request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Symbol);
            var unit = DecimalText.UnitOf(market.SettlementAsset);
            var command = new AdjustIsolatedMargin
            {
                Account = request.Account,
                Market = market.Id,
                Change = new Money(Fields.SignedSteps("change", request.Body.Change!, unit)),
            };
            var outcome = (await exchange.SubmitAsync(command, cancellationToken)).Accepted();
            var margin = exchange.Views.Positions(request.Account).FirstOrDefault(position => position.Market == market.Id)?.IsolatedMargin ?? Money.Zero;
            return new IsolatedMarginAnswer(outcome.Sequence, outcome.Time.Microseconds, market.Symbol.ToString(), Amount.Of(margin, market.SettlementAsset));
        }
    }
}

/// <summary>The margin as it stands after the change, or later.</summary>
internal sealed record IsolatedMarginAnswer(long Sequence, long Time, string Market, string IsolatedMargin);
