using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

/// <param name="Asset">The asset's code.</param>
/// <param name="Source">The source's name.</param>
/// <param name="Price">What it says that a whole unit costs in the valuation asset.</param>
/// <param name="Confidence">Half the width of the interval in which it believes the price to be; "0" if it does not say.</param>
/// <param name="Time">When it saw it, in microseconds since 1970.</param>
/// <param name="Signature">Ed25519 in hex, over asset, source, price, confidence and time, each on a line of its own.</param>
internal sealed record AssetReportBody(string? Asset, string? Source, string? Price, string? Confidence, long? Time, string? Signature);

/// <summary>Takes a report of an asset's price in that a registered reporter has signed. The signature is the only credential.</summary>
internal sealed record ReportAssetPriceRequest(AssetReportBody Body) : IRequest<DoneAnswer>
{
    private const string Example = """{"asset":"BTC","source":"SPOT-A","price":"60000.12","confidence":"1.5","time":1767225600000000,"signature":"…128 hex digits…"}""";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/reports/assets", async context => await context.AnswerAsync(new ReportAssetPriceRequest(await context.ReadBodyAsync<AssetReportBody>())))
        .Describe("Prices", "Report an asset's price, signed by the source's key", typeof(DoneAnswer), typeof(AssetReportBody), Example);

    internal sealed class Validator : AbstractValidator<ReportAssetPriceRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Asset).Required("asset");
            RuleFor(request => request.Body.Source).Required("source");
            RuleFor(request => request.Body.Price).Required("price");
            RuleFor(request => request.Body.Confidence).Required("confidence");
            RuleFor(request => request.Body.Signature).Required("signature");
        }
    }

    internal sealed class Handler(IExchange exchange) : IRequestHandler<ReportAssetPriceRequest, DoneAnswer>
    {
        public async Task<DoneAnswer> Handle(ReportAssetPriceRequest request, CancellationToken cancellationToken)
        {
            var body = request.Body;
            var views = exchange.Views;
            var asset = views.Asset(body.Asset!);
            var time = body.Time ?? throw Fields.Missing("time");
            var source = FindSource(views.Collateral[asset.Id.Value - 1], body.Source!, out var key);
            if (key.IsNone)
            {
                throw new ApiProblemException(StatusCodes.Status403Forbidden, "source_not_signed", "The source has no registered key.");
            }

            if (!ReportSignature.TryReadHex(body.Signature!, 64, out var signature)
                || !ReportSignature.IsValid(key, body.Asset!, body.Source!, body.Price!, body.Confidence!, time, signature))
            {
                throw new ApiProblemException(
                    StatusCodes.Status401Unauthorized,
                    "signature_invalid",
                    "The signature is not the source's: Ed25519, in hex, over asset, source, price, confidence and time as sent, each on a line of its own.");
            }

            var step = Amount.AssetPriceStep(views.Assets[0]);
            var command = new ReportAssetPrice
            {
                Asset = asset.Id,
                Source = source,
                Price = new AssetPrice(Fields.PositiveSteps("price", body.Price!, step)),
                Confidence = new AssetPrice(Fields.Steps("confidence", body.Confidence!, step)),
                SourceTime = new Timestamp(time),
            };
            return DoneAnswer.Of((await exchange.SubmitAsync(command, cancellationToken)).Accepted());
        }

        private static int FindSource(CollateralInfo collateral, string name, out ReporterKey key)
        {
            var sources = collateral.Sources.Rules.ActiveSources;
            for (var i = 0; i < sources.Length; i++)
            {
                if (sources[i].Name.ToString() == name)
                {
                    key = sources[i].Reporter;
                    return i;
                }
            }

            throw Venue.NotFound("source_unknown", "The asset has no such source; GET /v1/assets lists them.");
        }
    }
}
