using System.Globalization;
using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

internal sealed record PreviewBody(string? Market, ParametersBody? Parameters);

/// <summary>Tries a change of a market's parameters on a copy of the venue as it stands; nothing is changed.</summary>
internal sealed record PreviewParameters(PreviewBody Body) : IRequest<PreviewAnswer>
{
    private const string Example = """
        {"market":"BTC-USDT-PERP","parameters":{"maxOpenInterest":"10000","tiers":[{"notionalFloor":"0","maintenanceRate":"0.01","maxLeverage":50}]}}
        """;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/admin/parameters/preview", async context => await context.AnswerAsync(new PreviewParameters(await context.ReadBodyAsync<PreviewBody>())))
        .RequireScope(Scopes.Admin)
        .Describe("Admin", "Who would become liquidatable, and how margin and caps would move", typeof(PreviewAnswer), typeof(PreviewBody), Example);

    internal sealed class Validator : AbstractValidator<PreviewParameters>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Market).Required("market");
            RuleFor(request => request.Body.Parameters).NotNull().WithErrorCode("missing_field").WithMessage("parameters is needed.").OverridePropertyName("parameters");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<PreviewParameters, PreviewAnswer>
    {
        public async Task<PreviewAnswer> Handle(PreviewParameters request, CancellationToken cancellationToken)
        {
            var market = exchange.Views.Market(request.Body.Market!);
            var body = request.Body.Parameters!;
            var wanted = body.ApplyTo(market.Parameters, market.LotSize, market.SettlementAsset);
            var preview = await exchange.PreviewAsync(
                ParameterKind.Market, market.Id.Value, RulesPayload.Of(wanted), Changes.Bits(ParameterKind.Market, body.Given()), cancellationToken);
            if (preview.Reject != RejectReason.None)
            {
                throw RejectProblem.Of(new CommandOutcome { Reject = preview.Reject, Sequence = preview.Sequence });
            }

            return PreviewAnswer.Of(preview, market, exchange.Views);
        }
    }
}

/// <summary>Money in the valuation asset, quantities in base.</summary>
internal sealed record PreviewAnswer(
    long Sequence,
    IReadOnlyList<FieldEffectAnswer> Fields,
    VenueMarginsAnswer Before,
    VenueMarginsAnswer After,
    int EndangeredCount,
    IReadOnlyList<EndangeredAnswer> Endangered,
    int OrdersRefused,
    int PositionsAboveLimit,
    string OpenInterestRoomBefore,
    string OpenInterestRoomAfter)
{
    public static PreviewAnswer Of(ParametersPreview preview, MarketInfo market, IVenueViews views)
    {
        var valuation = views.Assets[0];
        return new PreviewAnswer(
        preview.Sequence,
        ChangeAnswer.FieldsOf(ParameterKind.Market, preview.Effects, pending: 0),
        VenueMarginsAnswer.Of(preview.Before, valuation),
        VenueMarginsAnswer.Of(preview.After, valuation),
        preview.EndangeredCount,
        [.. preview.Endangered.Select(account => new EndangeredAnswer(
            account.Account.ToString(), account.Market.Value == 0 ? null : views.MarketOf(account.Market).Symbol.ToString(), Amount.Of(account.Equity, valuation), Amount.Of(account.MaintenanceMargin, valuation)))],
        preview.OrdersRefused,
        preview.PositionsAboveLimit,
        Amount.Of(preview.OpenInterestRoom.Before, market),
        Amount.Of(preview.OpenInterestRoom.After, market));
    }
}

internal sealed record EndangeredAnswer(string AccountId, string? IsolatedMarket, string Equity, string MaintenanceMargin);

internal sealed record VenueMarginsAnswer(string InitialMargin, string MaintenanceMargin, int Liquidatable, int BelowInitialMargin)
{
    public static VenueMarginsAnswer Of(VenueMargins margins, AssetInfo asset) => new(
        Text(margins.InitialMargin, asset), Text(margins.MaintenanceMargin, asset), margins.Liquidatable, margins.BelowInitial);

    /// <summary>A sum over all accounts may be larger than any amount of one.</summary>
    private static string Text(Int128 units, AssetInfo asset)
    {
        var digits = units.ToString(CultureInfo.InvariantCulture).PadLeft(asset.Decimals + 1, '0');
        return asset.Decimals == 0 ? digits : $"{digits[..^asset.Decimals]}.{digits[^asset.Decimals..]}";
    }
}
