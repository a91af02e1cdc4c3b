using Exchange.Engine;
using Exchange.Runtime;
using FluentValidation;
using MediatR;

namespace Exchange.Api;

/// <param name="Market">The market's symbol.</param>
/// <param name="Source">The source's name.</param>
/// <param name="Price">What it says that the underlying costs.</param>
/// <param name="Confidence">Half the width of the interval in which it believes the price to be; "0" if it does not say.</param>
/// <param name="Time">When it saw it, in microseconds since 1970.</param>
/// <param name="Signature">Ed25519 in hex, over market, source, price, confidence and time, each on a line of its own.</param>
internal sealed record ReportBody(string? Market, string? Source, string? Price, string? Confidence, long? Time, string? Signature);

/// <summary>Takes a price report in that a registered reporter has signed. The signature is the only credential.</summary>
internal sealed record ReportPriceRequest(ReportBody Body) : IRequest<DoneAnswer>
{
    private const string Example = """{"market":"BTC-USDT-PERP","source":"SPOT-A","price":"60000.12","confidence":"1.5","time":1767225600000000,"signature":"…128 hex digits…"}""";

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/reports", async context =>
        {
            context.RequestServices.GetRequiredService<IAccountBudgets>().ChargeReportCaller(context);
            await context.AnswerAsync(new ReportPriceRequest(await context.ReadBodyAsync<ReportBody>()));
        })
        .Describe("Prices", "Report a price, signed by the source's key", typeof(DoneAnswer), typeof(ReportBody), Example);

    internal sealed class Validator : AbstractValidator<ReportPriceRequest>
    {
        public Validator()
        {
            RuleFor(request => request.Body.Market).Required("market");
            RuleFor(request => request.Body.Source).Required("source");
            RuleFor(request => request.Body.Price).Required("price");
            RuleFor(request => request.Body.Confidence).Required("confidence");
            RuleFor(request => request.Body.Signature).Required("signature");
        }
    }

    internal sealed class Handler(IExchange exchange, IAccountBudgets budgets) : IRequestHandler<ReportPriceRequest, DoneAnswer>
    {
        public async Task<DoneAnswer> Handle(ReportPriceRequest request, CancellationToken cancellationToken)
        {
            var body = request.Body;
            var market = exchange.Views.Market(body.Market!);
            var time = body.Time ?? throw Fields.Missing("time");
            var source = FindSource(market, body.Source!, out var key);
            if (key.IsNone)
            {
                throw new ApiProblemException(StatusCodes.Status403Forbidden, "source_not_signed", "The source has no registered key; the exchange fetches its prices itself.");
            }

            if (!ReportSignature.TryReadHex(body.Signature!, 64, out var signature)
                || !ReportSignature.IsValid(key, body.Market!, body.Source!, body.Price!, body.Confidence!, time, signature))
            {
                throw new ApiProblemException(
                    StatusCodes.Status401Unauthorized,
                    "signature_invalid",
                    "The signature is not the source's: Ed25519, in hex, over market, source, price, confidence and time as sent, each on a line of its own.");
            }

            budgets.ChargeReporter(market.Id, source);
            var step = Amount.FineStep(market);
            var outcome = (await exchange.SubmitAsync(
                new ReportPrice
                {
                    Market = market.Id,
                    Source = source,
                    Price = new FinePrice(Fields.PositiveSteps("price", body.Price!, step)),
                    Confidence = new FinePrice(Fields.Steps("confidence", body.Confidence!, step)),
                    SourceTime = new Timestamp(time),
                },
                cancellationToken)).Accepted();
            return DoneAnswer.Of(outcome);
        }

        private static int FindSource(MarketInfo market, string name, out ReporterKey key)
        {
            if (market.Index is { } index)
            {
                var sources = index.Rules.Rules.ActiveSources;
                for (var i = 0; i < sources.Length; i++)
                {
                    if (sources[i].Name.ToString() == name)
                    {
                        key = sources[i].Reporter;
                        return i;
                    }
                }
            }

            throw Venue.NotFound("source_unknown", "The market has no such source; GET /v1/markets/{symbol}/index lists them.");
        }
    }
}
