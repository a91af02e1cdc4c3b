using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

/// <summary>Says what an order would do, and does nothing.</summary>
internal sealed record PreviewOrderRequest(AccountId Account, PlaceOrderBody Body) : IRequest<OrderPreviewAnswer>, IQuery
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/orders/preview", async context =>
            await context.AnswerAsync(new PreviewOrderRequest(context.Caller().Account, await context.ReadBodyAsync<PlaceOrderBody>())))
        .RequireScope(Scopes.Read, BudgetKind.Orders)
        .Describe("Orders", "What an order would do: fills, fees, margin and liquidation price", typeof(OrderPreviewAnswer), typeof(PlaceOrderBody), """
            {"market":"BTC-USDT-PERP","side":"buy","type":"market","quantity":"0.010"}
            """);

    internal sealed class Validator : AbstractValidator<PreviewOrderRequest>
    {
        public Validator() => RuleFor(request => request.Body).SetValidator(new PlaceOrderBodyValidator()).OverridePropertyName("");
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<PreviewOrderRequest, OrderPreviewAnswer>
    {
        public Task<OrderPreviewAnswer> Handle(PreviewOrderRequest request, CancellationToken cancellationToken)
        {
            var views = exchange.Views;
            var command = OrderCommands.Place(request.Account, request.Body, views);
            var preview = views.Preview(command) ?? throw Venue.NotFound("account_unknown", "No such account.");
            return Task.FromResult(OrderPreviewAnswer.Of(preview, views.MarketOf(command.Market), views));
        }
    }
}

/// <summary>What an order would do. Refused, it would change nothing.</summary>
internal sealed record OrderPreviewAnswer(
    string Market,
    string? RejectCode,
    string? RejectDetail,
    string Status,
    string? CancelReason,
    string Filled,
    string Remaining,
    string? AveragePrice,
    string Fees,
    IReadOnlyList<PreviewedFillAnswer> Fills,
    MarginAnswer Before,
    MarginAnswer After,
    PositionRiskAnswer? Position)
{
    public static OrderPreviewAnswer Of(OrderPreviewInfo preview, MarketInfo market, IVenueViews views)
    {
        var outcome = preview.Outcome;
        var error = preview.Reject == RejectReason.None ? null : Api.RejectCode.Error(preview.Reject);
        return new OrderPreviewAnswer(
            market.Symbol.ToString(),
            error?.Code,
            error?.Detail,
            Words.Of(WireName.Of(outcome.Status)),
            outcome.CancelReason == default ? null : Words.Of(WireName.Of(outcome.CancelReason)),
            Amount.Of(outcome.Filled, market),
            Amount.Of(outcome.Remaining, market),
            Amount.AveragePrice(outcome.FilledTickLots, outcome.Filled, market),
            Amount.Of(preview.Fees, market.SettlementAsset),
            [.. preview.Fills.Select(fill => new PreviewedFillAnswer(Amount.Of(fill.Price, market), Amount.Of(fill.Quantity, market)))],
            MarginAnswer.Of(preview.Before, views),
            MarginAnswer.Of(preview.After, views),
            preview.Position is null ? null : PositionRiskAnswer.Of(preview.Position, views));
    }
}

internal sealed record PreviewedFillAnswer(string Price, string Quantity);
