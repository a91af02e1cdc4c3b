using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

/// <summary>The body of a new order. Prices and quantities are decimal strings; <c>expiresAt</c> is in microseconds since 1970.</summary>
internal sealed record PlaceOrderBody(
    string? Market,
    string? Side,
    string? Type,
    string? Quantity,
    string? Price,
    string? TimeInForce,
    bool? PostOnly,
    bool? ReduceOnly,
    string? ClientOrderId,
    string? SelfTradePrevention,
    long? ExpiresAt,
    string? MaxSlippage);

/// <summary>Places an order.</summary>
internal sealed record PlaceOrderRequest(AccountId Account, PlaceOrderBody Body) : IRequest<OrderOutcomeAnswer>
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/orders", async context =>
            await context.AnswerAsync(new PlaceOrderRequest(context.Caller().Account, await context.ReadBodyAsync<PlaceOrderBody>())))
        .RequireScope(Scopes.Trade, BudgetKind.Orders)
        .Describe("Orders", "Place an order", typeof(OrderOutcomeAnswer), typeof(PlaceOrderBody), """
            {"market":"BTC-USDT-PERP","side":"buy","type":"limit","price":"60000.0","quantity":"0.010","timeInForce":"goodTillCanceled","postOnly":true,"clientOrderId":"my-1"}
            """);

    internal sealed class Validator : AbstractValidator<PlaceOrderRequest>
    {
        public Validator() => RuleFor(request => request.Body).SetValidator(new PlaceOrderBodyValidator()).OverridePropertyName("");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<PlaceOrderRequest, OrderOutcomeAnswer>
    {
        public async Task<OrderOutcomeAnswer> Handle(PlaceOrderRequest request, CancellationToken cancellationToken)
        {
            var command = OrderCommands.Place(request.Account, request.Body, exchange.Views);
            var outcome = await exchange.SubmitAsync(command, cancellationToken);
            return OrderOutcomeAnswer.Of(outcome.Accepted(), exchange.Views);
        }
    }
}

internal sealed class PlaceOrderBodyValidator : AbstractValidator<PlaceOrderBody>
{
    public PlaceOrderBodyValidator()
    {
        RuleFor(body => body.Market).Required("market");
        RuleFor(body => body.Side).Required("side").MustBe("side", text => Words.TryRead(text, out Side _), Words.Sides);
        RuleFor(body => body.Type).Required("type").MustBe("type", text => Words.TryRead(text, out OrderType _), Words.Types);
        RuleFor(body => body.Quantity).Required("quantity");
        RuleFor(body => body.Price).Required("price").When(body => body.Type == "limit");
        RuleFor(body => body.TimeInForce).MustBe("timeInForce", text => Words.TryRead(text, out TimeInForce _), Words.TimesInForce);
        RuleFor(body => body.SelfTradePrevention).MustBe("selfTradePrevention", text => Words.TryRead(text, out SelfTradePrevention _), Words.Preventions);
        RuleFor(body => body.ExpiresAt)
            .GreaterThan(0)
            .WithErrorCode("invalid_expires_at")
            .WithMessage("expiresAt must be microseconds since 1970 as a whole number.")
            .OverridePropertyName("expiresAt");
    }
}
